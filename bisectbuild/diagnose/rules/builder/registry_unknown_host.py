"""The builder cannot look up the host of a registry or URL."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"lookup (?P<host>[^\s:]+)(?: on (?P<server>\S+?))?: (?P<why>no such host|server misbehaving"
    r"|Temporary failure in name resolution|read udp [^\n]*|dial udp [^\n]*|i/o timeout"
    r"|device or resource busy|no answer[^\n]*)"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or "proxyconnect" in heard.match.string or case.exit_code is not None:
        return None
    host, server = heard["host"], heard["server"]
    asked = f" by the name server {server}" if server else ""
    if heard["why"] == "no such host":
        cause = f"The builder asks for the host {host}, and it is not known{asked}."
        advice = (
            "Check the spelling and whether the host is one of a private network (VPN, DNS of a "
            "company); if others are not found either, set `dns` in the engine's daemon.json."
        )
    else:
        cause = f"The builder could not look up the host {host}: no good answer{asked or ' came'}."
        advice = "Check network, VPN and DNS of the engine (not of a container), then try again."
    return Told(cause=cause, because=heard.because, advice=advice, confidence=0.93)


RULE = Rule(
    code="BB127",
    name="registry-unknown-host",
    title="The builder cannot look up a registry's host",
    category=Category.DNS,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning=(
            "Before any step ran, the builder itself could not find the network address of the "
            "host that it pulls from. The host is misspelt, private, or DNS does not work."
        ),
        instruction="FROM registry.garden.example/gardener:2",
        example=(
            'failed to do request: Head "https://registry.garden.example/v2/gardener/manifests/2":'
            " dial tcp: lookup registry.garden.example on 127.0.0.53:53: no such host"
        ),
        fix="Correct the host, or the DNS that the engine uses.",
        exit_code=None,
    ),
)
