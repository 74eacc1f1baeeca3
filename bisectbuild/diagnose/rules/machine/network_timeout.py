"""A host did not answer in time."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.machine.telling import host_of, telling
from bisectbuild.diagnose.signature import Hit, Signature

_LINES: Final = (
    Signature(r"curl: \(28\) .*|curl error 28 while downloading", "curl: (28)", "curl error 28"),
    Signature(
        r"Failed to connect to (?P<host>\S+) port \d+.*(?:Connection timed out|Timeout was "
        r"reached|Operation timed out|timed out)",
        "Failed to connect to",
    ),
    Signature(r"Could not connect to (?P<host>[\w.-]+):\d+.*connection timed out", "timed out"),
    Signature(
        r"^(?:E|W|Err|Error): .*(?:Connection timed out"
        r":\w+:?)",
        "timed out",
        "Unable to connect to",
    ),
    Signature(
        r"\"https?://(?P<host>[\w.-]+)[^\"\n]{0,300}\": dial tcp \S+ "
        r"(?:i/o timeout|connect: connection timed out)",
        "dial tcp",
    ),
    Signature(
        r"(?:connect |code |reason: |error \()(?:ETIMEDOUT|ESOCKETTIMEDOUT|ERR_SOCKET_TIMEOUT)",
        "TIMEDOUT",
        "SOCKET_TIMEOUT",
    ),
    Signature(r"network timeout at: https?://(?P<host>[\w.-]+)", "network timeout at"),
    Signature(
        r"(?<!\": )dial tcp (?P<host>\S+?):\d+: (?:i/o timeout|connect: connection timed out)",
        "dial tcp",
    ),
    Signature(
        r"net/http: (?:TLS handshake timeout|request canceled \(Client\.Timeout)|context "
        r"deadline exceeded|Client\.Timeout exceeded",
        "net/http",
        "deadline",
        "Client.Timeout",
    ),
    Signature(r"(?:ReadTimeoutError|ConnectTimeoutError)[:(]", "Timeout"),
    Signature(
        r"socket\.timeout: |TimeoutError: \[Errno 110\]|The read operation timed out"
        r"|Read timed out\.",
        "imeout",
        "timed out",
    ),
    Signature(
        r"java\.net\.SocketTimeoutException|Connect(?:ion)? timed out(?: \(Connection timed "
        r"out\))?",
        "SocketTimeout",
        "timed out",
    ),
    Signature(r"Net::(?:Open|Read)Timeout", "Net::"),
    Signature(
        r"[Oo]peration timed out|Operation too slow\. Less than|Timeout was reached for"
        r"|due to network timeout",
        "timed out",
        "too slow",
        "Timeout was reached",
        "network timeout",
    ),
    Signature(
        r"(?:https?://(?P<host>[\w.-]+)\S{0,300}): [Oo]peration timed out", "peration timed out"
    ),
)
_OTHERS: Final = ("gpg:", "keyserver", "mirrorlist.centos", "test", "Lock wait")


def _check(case: Case) -> Told | None:
    hits = tuple(
        hit
        for hit in telling(case, _LINES, most=40)
        if not any(word in hit.line for word in _OTHERS)
    )
    if not hits:
        return None
    host = host_of(case, hits) or _number(hits)
    named = bool(host) or "curl: (28)" in hits[-1].line
    return Told(
        cause=f"{host or 'A host'} did not answer in time.",
        because=proofs(hits),
        advice="Try again: slow servers and lines do that. If it stays, a firewall swallows the "
        "packets (use your network's proxy, or a mirror), or they are too large for a VPN (lower "
        "`mtu` in the engine's daemon.json). A longer time can be given to most tools.",
        commands=(
            "env | grep -i proxy",
            f"curl -v --max-time 20 https://{host}/" if host else "id",
        ),
        confidence=0.85 if named else 0.6,
    )


def _number(hits: tuple[Hit, ...]) -> str:
    """Give the address that Node names where no name of the host is told."""
    found = (re.search(r"connect ETIMEDOUT ([\d.]+|\[[\da-f:]+\]):\d", hit.line) for hit in hits)
    return next((match[1] for match in found if match), "")


RULE = Rule(
    code="BB222",
    name="network-timeout",
    title="A host did not answer in time",
    category=Category.NETWORK,
    rank=Rank.ENVIRONMENT,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="A connection was begun or open, and nothing came for longer than the tool waits.",
        instruction="RUN npm ci",
        example="npm error code ETIMEDOUT\nnpm error errno ETIMEDOUT\n"
        "npm error network request to https://npm.example/otter failed, reason: connect ETIMEDOUT "
        "192.0.2.34:443",
        fix="Try again; then look at firewalls, proxies and the MTU.",
    ),
)
