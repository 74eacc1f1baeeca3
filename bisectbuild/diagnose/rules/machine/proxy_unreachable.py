"""The proxy that a variable names cannot be reached, or its address is not one."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.machine.telling import named, telling
from bisectbuild.diagnose.signature import Signature

_ADDRESS: Final = (
    Signature(
        r"Unsupported proxy (?:syntax in|scheme for) '(?P<proxy>[^']*)'", "Unsupported proxy"
    ),
    Signature(
        r"Proxy URL had no scheme|InvalidProxyURL|Malformed proxy|proxy URL is malformed", "roxy"
    ),
    Signature(
        r"(?:proxyconnect|parse \"?(?P<proxy>[^\"\s]+)\"?: (?:first path segment|invalid port|"
        r"invalid URL))",
        "parse ",
    ),
    Signature(r"^E: Unsupported proxy configured: (?P<proxy>\S+)", "Unsupported proxy configured"),
    Signature(
        r"Invalid proxy URL|invalid proxy url|Error parsing proxy URL (?P<proxy>\S*)", "roxy"
    ),
    Signature(r"check_hostname requires server_hostname", "check_hostname"),
)
_UNREACHED: Final = (
    Signature(r"Could not resolve proxy:? ?(?:name: )?(?P<proxy>[\w.-]+)?", "resolve proxy"),
    Signature(
        r"proxyconnect tcp: (?:dial tcp:? )?(?:lookup )?(?P<proxy>[\w.:-]+).*", "proxyconnect"
    ),
    Signature(
        r"(?:ProxyError\('(?:Cannot|Unable to) connect to proxy|Cannot connect to proxy)",
        "connect to proxy",
    ),
    Signature(
        r"tunneling socket could not be established, cause=(?:connect|getaddrinfo) \w+ "
        r"(?P<proxy>\S+)",
        "tunneling socket",
    ),
    Signature(
        r"Failed to connect to (?P<proxy>[\w.-]*proxy[\w.-]*|(?:localhost|127\.0\.0\.\d+"
        r"|host\.docker\.internal)(?= port (?:3128|8118|8123|1080|1087|7890|7897|10809)\b)) port",
        "Failed to connect to",
    ),
    Signature(
        r"connect E\w+ (?P<proxy>127\.0\.0\.1:(?:3128|8118|8123|1080|1087|7890|7897|10809))\b",
        "127.0.0.1",
    ),
    Signature(
        r"(?:Could not connect to|Unable to connect to) (?P<proxy>[\w.-]*(?:proxy|127\.0\.0\.1)"
        r"[\w.-]*:\d+)",
        "connect to",
    ),
)


def _check(case: Case) -> Told | None:
    address, unreached = telling(case, _ADDRESS), telling(case, _UNREACHED)
    hits = address or unreached
    if not hits:
        return None
    proxy = (named(hits, "proxy") or ("",))[-1]
    shown = f" {proxy.rpartition('@')[2]}" if proxy else ""
    if address:
        return Told(
            cause=f"The address of the proxy{shown} is not one that the tool can read.",
            because=proofs(hits),
            advice="Write HTTP_PROXY and HTTPS_PROXY as http://HOST:PORT, both with http:// in "
            "front, and nothing else in them (quotes, blanks).",
            commands=("env | grep -i proxy | sed 's|//[^@]*@|//***@|'",),
            confidence=0.9,
        )
    local = any(word in shown for word in ("127.0.0.", "localhost"))
    return Told(
        cause=f"The proxy{shown} that the build is told to use cannot be reached.",
        because=proofs(hits),
        advice="127.0.0.1 is the build's own container, not your machine: name the proxy by an "
        "address that containers reach (host.docker.internal, or the bridge's), let it listen "
        "there, or build with `--network=host`."
        if local
        else "Correct HTTP_PROXY and HTTPS_PROXY (build arguments, or `proxies` in the client's "
        "config.json), or take them out where there is no proxy.",
        commands=("env | grep -i proxy | sed 's|//[^@]*@|//***@|'", "cat /etc/resolv.conf"),
        confidence=0.92,
    )


RULE = Rule(
    code="BB232",
    name="proxy-unreachable",
    title="The proxy cannot be reached",
    category=Category.PROXY,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="A variable (HTTP_PROXY, HTTPS_PROXY) sends the step's requests to a proxy that "
        "does not exist, or not under this address in a container.",
        instruction="RUN curl -fsSLO https://get.depot.example/otter.tgz",
        example="curl: (5) Could not resolve proxy: proxy.office.example",
        fix="Correct or remove the variable.",
        exit_code=5,
    ),
)
