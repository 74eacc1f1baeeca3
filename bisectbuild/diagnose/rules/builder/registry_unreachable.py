"""The builder finds the host of a registry or URL and cannot reach it."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import images
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_TCP = Signature(
    r"(?:dial|read|write) tcp (?P<address>[^\s:]+(?::\d+)?|\[[^\]]+\]:\d+)[^\n]*?: (?:connect: "
    r"|read: |write: )?(?P<why>connection refused|no route to host|network is unreachable"
    r"|i/o timeout|connection timed out|connection reset by peer|operation timed out"
    r"|broken pipe|cannot assign requested address)"
)
_HTTP = Signature(
    r"net/http: (?P<why>TLS handshake timeout|request canceled while waiting for connection"
    r"|request canceled|timeout awaiting response headers)"
    r"|https?://[^\s\"]+\"?: (?P<ended>(?:unexpected )?EOF|context deadline exceeded|http2: [^\n]+)"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _TCP, _HTTP)
    if not heard or case.exit_code is not None:
        return None
    text = heard.match.string
    if "proxyconnect" in text or "docker.sock" in text:
        return None
    host = images.host_in(text) or heard["address"]
    why = heard["why"] or heard["ended"]
    return Told(
        cause=f"The builder cannot reach {host}: {why}.",
        because=heard.because,
        advice=_advice(why),
        confidence=0.9,
    )


def _advice(why: str) -> str:
    if why == "connection refused":
        return "Check that the registry runs and the port is right; try again."
    if why in {"no route to host", "network is unreachable", "cannot assign requested address"}:
        return "Check the network of the engine: VPN, firewall, IPv6 without a route."
    return (
        "Try again; if it stays, the host is behind a VPN or firewall, or needs the engine's "
        "proxy to be set."
    )


RULE = Rule(
    code="BB128",
    name="registry-unreachable",
    title="The builder cannot reach the registry",
    category=Category.NETWORK,
    rank=Rank.ENVIRONMENT,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning=(
            "The host's address is known, and no connection to it comes about, or it breaks. "
            "It is down, behind a firewall or VPN, or the line is bad."
        ),
        instruction="FROM registry.garden.example/gardener:2",
        example=(
            'failed to do request: Head "https://registry.garden.example/v2/gardener/manifests/2":'
            " dial tcp 192.0.2.14:443: i/o timeout"
        ),
        fix="Try again; check VPN, firewall and proxy of the engine.",
        exit_code=None,
    ),
)
