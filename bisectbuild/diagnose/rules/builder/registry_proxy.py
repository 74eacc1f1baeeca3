"""The builder's proxy does not let it through."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_CONNECT = Signature(
    r"proxyconnect tcp: (?:dial tcp:? ?)?(?:lookup )?(?P<proxy>[\w.-]+(?::\d+)?)?(?P<why>[^\n]*)"
)
_LINE = Signature(r"(?P<why>Proxy Authentication Required|407 Proxy)")


def _check(case: Case) -> Told | None:
    heard = hear(case, _CONNECT, _LINE)
    if not heard or case.exit_code is not None:
        return None
    if "Proxy" in heard["why"]:
        cause = "The engine's proxy wants a login."
        advice = "Give name and password in the engine's proxy setting, then restart it."
    else:
        proxy = heard["proxy"] or "that it is given"
        cause = f"The builder cannot reach the proxy {proxy}, by which it should go out."
        advice = (
            "Correct HTTP_PROXY and HTTPS_PROXY of the engine (daemon.json or its service), and "
            "restart it; a host that needs none belongs into NO_PROXY."
        )
    return Told(cause=cause, because=heard.because, advice=advice, confidence=0.94)


RULE = Rule(
    code="BB131",
    name="registry-proxy",
    title="The builder's proxy does not let it through",
    category=Category.PROXY,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="The engine pulls by way of a proxy, and that is wrong, down, or wants a login.",
        instruction="FROM gardener:2",
        example=(
            'failed to do request: Head "https://registry.garden.example/v2/": proxyconnect tcp: '
            "dial tcp: lookup proxy.garden.example on 127.0.0.53:53: no such host"
        ),
        fix="Correct the proxy of the engine and restart it.",
        exit_code=None,
    ),
)
