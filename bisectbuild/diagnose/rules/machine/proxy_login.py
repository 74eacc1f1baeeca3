"""A proxy asks for a login, or refuses the host."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.machine.telling import host_of, telling
from bisectbuild.diagnose.signature import Signature

_LOGIN: Final = (
    Signature(
        r"\b407\b.{0,20}Proxy[ -]Authentication|Proxy Authentication Required"
        r"|HTTP code 407 from proxy|CONNECT tunnel failed, response 407"
        r"|Tunnel connection failed: 407|statusCode=407",
        "407",
        "Proxy Authentication",
    ),
)
_REFUSED: Final = (
    Signature(
        r"(?:HTTP code|CONNECT tunnel failed, response|Tunnel connection failed:"
        r"|tunneling socket could not be established, statusCode=|Proxy CONNECT aborted"
        r"|Invalid response from proxy: HTTP/1\.\d) ?(?P<code>40[0134]|50[0234])?",
        "from proxy",
        "unnel",
        "Proxy CONNECT",
        "tunneling",
    ),
    Signature(
        r"\(code: (?P<code>403)\).*[Pp]roxy|blocked by (?:the |your )?(?:administrator|proxy"
        r"|network policy|policy)",
        "roxy",
        "blocked by",
    ),
    Signature(r"^[ \t]*(?P<code>403)  ?Forbidden \[?(?:proxy|by).*", "Forbidden"),
)


def _check(case: Case) -> Told | None:
    login, refused = telling(case, _LOGIN), telling(case, _REFUSED)
    hits = login or refused
    if not hits:
        return None
    host = host_of(case, hits)
    to = f" to {host}" if host else ""
    if login:
        return Told(
            cause=f"The proxy on the way{to} asks for a login (407).",
            because=proofs(hits),
            advice="Give the proxy's address with a login to the build, as a secret rather than a "
            "build argument that the image's history keeps: put `proxies` into the client's "
            "config.json, or run a local proxy that logs in.",
            commands=("env | grep -i proxy | sed 's|//[^@]*@|//***@|'",),
            confidence=0.97,
        )
    code = next((hit.match.groupdict().get("code") for hit in reversed(hits)), None)
    return Told(
        cause=f"The proxy does not let the build through{to}{f' ({code})' if code else ''}.",
        because=proofs(hits),
        advice="Ask for the host to be allowed, use your company's mirror of it, or put it into "
        "NO_PROXY where it can be reached directly.",
        commands=("env | grep -i proxy | sed 's|//[^@]*@|//***@|'",),
        confidence=0.9,
    )


RULE = Rule(
    code="BB231",
    name="proxy-refuses",
    title="A proxy asks for a login or refuses",
    category=Category.PROXY,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="The build goes through a proxy (HTTP_PROXY, HTTPS_PROXY), and the proxy wants to "
        "know who asks, or does not allow the host.",
        instruction="RUN curl -fsSLO https://get.depot.example/otter.tgz",
        example="curl: (56) CONNECT tunnel failed, response 407",
        fix="Give the login to the build, or have the host allowed.",
        exit_code=56,
    ),
)
