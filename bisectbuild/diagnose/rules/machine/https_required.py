"""A repository takes https only, and is asked for over http; or the other way around."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.machine.telling import host_of, telling
from bisectbuild.diagnose.signature import Signature

_HTTPS: Final = (
    Signature(
        r"501 HTTPS Required|Return code is: 501 ?, ReasonPhrase: ?HTTPS Required"
        r"|Received status code 501 from server: HTTPS Required",
        "HTTPS Required",
    ),
    Signature(
        r"maven-default-http-blocker|Blocked mirror for repositories",
        "http-blocker",
        "Blocked mirror",
    ),
    Signature(
        r"Using insecure protocols with repositories, without explicit opt-in", "insecure protocols"
    ),
)
_PLAIN: Final = (
    Signature(r"http: server gave HTTP response to HTTPS client", "HTTP response to HTTPS"),
    Signature(r"tls: first record does not look like a TLS handshake", "first record"),
    Signature(
        r"(?:SSL routines:\S*:|\[SSL: )?(?:wrong version number|WRONG_VERSION_NUMBER)"
        r"|packet length too long",
        "ong version number",
        "WRONG_VERSION",
        "packet length",
    ),
)


def _check(case: Case) -> Told | None:
    plain, https = telling(case, _PLAIN), telling(case, _HTTPS)
    hits = https or plain
    if not hits:
        return None
    host = host_of(case, hits) or "a server"
    if https:
        return Told(
            cause=f"{host} is asked for over http, which it no longer answers or which is refused.",
            because=proofs(hits),
            advice="Write https in the repository's address (pom.xml, settings.xml, build.gradle), "
            "or take a newer Maven, whose default is https.",
            commands=("grep -rn 'http://' . | head",),
            confidence=0.93,
        )
    return Told(
        cause=f"{host} was asked for over https and answered without encryption.",
        because=proofs(hits),
        advice="Look at the address and its port, and at HTTPS_PROXY: for most proxies it has to "
        "begin with http://. Write http for a server that has no TLS.",
        commands=("env | grep -i proxy",),
        confidence=0.85,
        category=Category.PROXY if "proxy" in case.log.tail(20).text.lower() else None,
        fault=Fault.MACHINE,
    )


RULE = Rule(
    code="BB216",
    name="https-or-http",
    title="http and https are mixed up",
    category=Category.TLS,
    rank=Rank.ENVIRONMENT,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="Repositories of Java packages answer over https alone since 2020. The other way "
        "around, a server or a proxy without TLS was asked for over https.",
        instruction="RUN mvn -q package",
        example="[ERROR] Failed to transfer file: http://repo.example/maven2/otter/depot.pom. "
        "Return code is: 501 , ReasonPhrase:HTTPS Required.",
        fix="Use the protocol that the server speaks.",
    ),
)
