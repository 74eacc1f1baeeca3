"""A connection broke while data was coming."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.machine.telling import host_of, telling
from bisectbuild.diagnose.signature import Signature

_LINES: Final = (
    Signature(
        r"curl: \((?:18|52|55|56|92)\) (?!The requested URL|Received HTTP code|CONNECT).*",
        "curl: (",
    ),
    Signature(
        r"curl: \(35\) .*(?:SSL_ERROR_SYSCALL|Connection reset by peer|unexpected eof)",
        "curl: (35)",
    ),
    Signature(
        r"(?:code |reason: |read |error \(|: )(?:ECONNRESET|EPIPE)\b|socket hang up",
        "ECONNRESET",
        "EPIPE",
        "hang up",
    ),
    Signature(r"read tcp \S+->(?P<host>\S+?):\d+: read: connection reset by peer", "read tcp"),
    Signature(
        r"(?:error: )?RPC failed; (?:curl|HTTP|result)|unexpected disconnect while reading "
        r"sideband packet|fatal: early EOF|the remote end hung up unexpectedly",
        "RPC failed",
        "sideband",
        "early EOF",
        "hung up",
    ),
    Signature(
        r"ConnectionResetError|Connection broken: |IncompleteRead\(|RemoteDisconnected",
        "ConnectionReset",
        "Connection broken",
        "IncompleteRead",
        "RemoteDisconnected",
    ),
    Signature(
        r"Connection (?:was )?reset by peer|Connection closed unexpectedly|Premature end of "
        r"(?:Content-Length|chunk)",
        "eset by peer",
        "closed unexp",
        "Premature end",
    ),
    Signature(
        r"unexpected (?:EOF|eof) while reading|EOF occurred in violation of protocol"
        r"|error decoding response body|stream closed before message completed"
        r"|connection closed before message completed",
        "EOF",
        "eof while",
        "response body",
        "before message",
    ),
    Signature(
        r"^(?:E|Error): Failed to fetch .*(?:Connection failed|Error reading from server|"
        r"Undetermined Error|Remote end closed|Connection reset)",
        "Failed to fetch",
    ),
    Signature(
        r"CondaHTTPError: HTTP 000 CONNECTION FAILED for url <\w+://(?P<host>[\w.-]+)",
        "CondaHTTPError",
    ),
    Signature(
        r"HTTP/2 stream \d+ was not closed cleanly|net::ERR_(?:CONNECTION|HTTP2)",
        "HTTP/2",
        "net::ERR",
    ),
    Signature(
        r"(?:network connection aborted|Software caused connection abort)", "connection abort"
    ),
)
_OTHERS: Final = ("localhost", "127.0.0.1", "gpg:", "sock", "broken pipe")


def _check(case: Case) -> Told | None:
    hits = tuple(
        hit
        for hit in telling(case, _LINES, most=40)
        if not any(word in hit.line.replace("socket hang up", "") for word in _OTHERS)
    )
    # Without git-lfs git itself hangs up on the filter that it cannot start.
    if "git-lfs filter-process: " in case.log.text:
        hits = tuple(hit for hit in hits if "hung up" not in hit.line)
    if not hits or any("Could not read from remote" in line for line in case.log.tail(12).lines):
        return None
    host = host_of(case, hits)
    return Told(
        cause=f"The connection to {host or 'a host'} broke while data was coming.",
        because=proofs(hits),
        advice="Try again: this passes mostly. If it stays, a proxy or VPN cuts long transfers: "
        "lower the engine's `mtu`, fetch less (`git clone --depth 1`), or use a mirror; "
        "`curl --retry 5 --retry-all-errors` survives it.",
        commands=("env | grep -i proxy",),
        confidence=0.85,
    )


RULE = Rule(
    code="BB223",
    name="network-broken",
    title="A connection broke",
    category=Category.NETWORK,
    rank=Rank.ENVIRONMENT,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="The server, or something between, closed the connection before all was sent.",
        instruction="RUN git clone https://git.example/otter/depot.git",
        example="error: RPC failed; curl 56 GnuTLS recv error (-54): Error in the pull function.\n"
        "fatal: early EOF\nfatal: fetch-pack: invalid index-pack output",
        fix="Try again.",
        exit_code=128,
    ),
)
