"""The machine's clock is behind: what is valid now is not valid yet for it."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINES: Final = (
    Signature(
        r"^(?:E|Error): Release file for (?P<what>\S+) is not valid yet \(invalid for another "
        r"(?P<by>[^)]+)\)",
        "is not valid yet",
    ),
    Signature(
        r"x509: certificate has expired or is not yet valid: current time \S+ is before (?P<by>"
        r"\S+)",
        "is before",
    ),
    Signature(
        r"certificate is not yet valid|CERT_NOT_YET_VALID|invalid peer certificate: NotValidYet"
        r"|CertificateNotYetValidException|Issued certificate not yet valid"
        r"|Certificate not valid yet",
        "et valid",
        "NOT_YET",
        "NotValidYet",
        "NotYetValid",
        "valid yet",
    ),
    Signature(
        r"Not live until (?P<by>\S+)|The certificate chain uses not yet valid certificate",
        "Not live until",
        "not yet valid",
    ),
)


def _check(case: Case) -> Told | None:
    end = case.log.tail(60)
    hits = sorted((hit for line in _LINES for hit in line.hits(end)), key=lambda hit: hit.number)
    if not hits:
        return None
    groups = hits[-1].match.groupdict()
    by = groups.get("by") or ""
    skew = case.facts.clock_skew
    known = f" by {abs(skew):.0f} seconds" if skew is not None and skew < 0 else ""
    detail = f" ({groups.get('what') or 'a certificate'}: {by})" if by else ""
    return Told(
        cause=f"The builder's clock is behind{known}: something is not valid yet{detail}.",
        because=proofs(hits),
        advice="Set the clock of the machine that builds. A virtual machine's stands still while "
        "the host sleeps: restart it (Docker Desktop, WSL: `wsl --shutdown`), or run "
        "`hwclock -s` in it. Then try again.",
        commands=("date -u",),
        confidence=0.95,
    )


RULE = Rule(
    code="BB241",
    name="clock-behind",
    title="The builder's clock is behind",
    category=Category.CLOCK,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="Indexes and certificates are valid from a time on. For a clock that is behind, "
        "that time has not come.",
        instruction="RUN apt-get update",
        example="E: Release file for http://mirror.example/ubuntu/dists/noble/InRelease is not "
        "valid yet (invalid for another 3h 2min 11s). Updates for this repository will not be "
        "applied.",
        fix="Set the clock.",
        exit_code=100,
    ),
)
