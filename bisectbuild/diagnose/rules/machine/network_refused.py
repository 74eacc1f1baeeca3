"""A connection was refused, or no way leads to the host."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.machine.telling import host_of, telling, without_network
from bisectbuild.diagnose.signature import Hit, Signature

_LINES: Final = (
    Signature(
        r"Failed to connect to (?P<host>\S+) port (?P<port>\d+).*(?:Connection refused"
        r"|No route to host|Network is unreachable|Couldn't connect to server"
        r"|Could not connect to server)",
        "Failed to connect to",
    ),
    Signature(
        r"connect (?P<why>ECONNREFUSED|ENETUNREACH|EHOSTUNREACH) (?P<host>[\da-f.:]+):\d+",
        "ECONNREFUSED",
        "ENETUNREACH",
        "EHOSTUNREACH",
    ),
    Signature(
        r"dial tcp (?P<host>\S+?):\d+: connect: (?:connection refused|network is unreachable"
        r"|no route to host)",
        "dial tcp",
    ),
    Signature(
        r"(?:Could not|Cannot initiate the) connect(?:ion)? to (?P<host>[\w.-]+):\d+.*"
        r"(?:Connection refused|Network is unreachable|No route to host)",
        "to ",
    ),
    Signature(
        r"\[Errno (?:111|101|113)\] (?:Connection refused|Network is unreachable|No route to)",
        "[Errno 1",
    ),
    Signature(r"^wget: can't connect to remote host(?: \((?P<host>[^)]+)\))?: .+", "remote host"),
    Signature(
        r"Connecting to (?P<host>\S+?)(?: \([^)]*\))?\|[^|]*\|:\d+\.\.\. failed: (?:Connection "
        r"refused|Network is unreachable|No route to host)",
        "... failed:",
    ),
    Signature(
        r"ssh: connect to host (?P<host>\S+) port \d+: (?:Connection refused|Network is|No "
        r"route)",
        "ssh: connect to host",
    ),
    Signature(r"Unable to connect to (?P<host>[\w.-]+):\w+:", "Unable to connect to"),
    Signature(
        r"^error: ConnectionRefused downloading (?:package manifest|tarball)", "Refused down"
    ),
    Signature(
        r"(?:Could not transfer artifact|Could not (?:GET|HEAD)) .*(?:Connection refused"
        r"|Network is unreachable|No route to host)",
        "Could not ",
    ),
    Signature(
        r"Failed to open TCP connection to (?P<host>[\w.-]+):\d+ \((?:Connection refused|No "
        r"route|Network is)",
        "TCP connection",
    ),
    Signature(
        r"tcp connect error: (?:Connection refused|Network is unreachable|No route to host)",
        "tcp connect error",
    ),
    Signature(
        r"(?:https?://(?P<host>[\w.-]+)\S*): (?:could not connect to server|network error) "
        r"\(check",
        "(check ",
    ),
)
_LOCAL: Final = ("localhost", "127.0.0.", "::1", "0.0.0.0", "host.docker.internal")  # noqa: S104 - words that are looked for
_FAMILY: Final = Signature(r"(?:[\da-f]{1,4}:){3,}|Cannot assign requested address", ":")


def _check(case: Case) -> Told | None:
    hits = telling(case, _LINES)
    if not hits or any(word in hits[-1].line for word in _LOCAL):
        return None
    host = host_of(case, hits) or _registry(hits[-1])
    if not host:
        return None
    if without_network(case):
        return Told(
            cause=f"The step has no network (`--network=none`), and connects to {host}.",
            because=proofs(hits),
            advice="Take `--network=none` out of this RUN, or fetch what it needs before.",
            confidence=0.95,
            fault=Fault.DOCKERFILE,
        )
    unreachable = any(
        word in hit.line.lower() for hit in hits for word in ("unreachable", "no route", "unreach")
    )
    six = unreachable and _FAMILY.within(hits[-1].line) is not None
    refused = any("efused" in hit.line for hit in hits)
    how = "refused the connection" if refused else "cannot be reached from the build"
    return Told(
        cause=f"{host} {how}{' (by IPv6)' if six else ''}.",
        because=proofs(hits),
        advice="The name has an IPv6 address and the build has no way by IPv6: switch it off for "
        "the step's tool (curl -4, `Acquire::ForceIPv4=true`), or give the engine IPv6."
        if six
        else "Try again. If it stays, open the address on your machine: if it works there, a "
        "firewall or a needed proxy stands between the builder and the host (set HTTP_PROXY and "
        "HTTPS_PROXY as build arguments); if not, the service is down or moved.",
        commands=(
            "env | grep -i proxy",
            f"curl -v --max-time 10 https://{host}/",
        ),
        confidence=0.85,
        fault=Fault.MACHINE if unreachable else None,
    )


def _registry(hit: Hit) -> str:
    return "The package registry" if " downloading " in hit.line else ""


RULE = Rule(
    code="BB221",
    name="network-refused",
    title="A host cannot be reached from the build",
    category=Category.NETWORK,
    rank=Rank.ENVIRONMENT,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="The host's address is known, and no connection came about: nothing listens there, "
        "a firewall refuses, or no way leads there.",
        instruction="RUN curl -fsSLO https://get.depot.example/otter.tgz",
        example="curl: (7) Failed to connect to get.depot.example port 443 after 2 ms: "
        "Connection refused",
        fix="Try again, or use the proxy of your network.",
        exit_code=7,
    ),
)
