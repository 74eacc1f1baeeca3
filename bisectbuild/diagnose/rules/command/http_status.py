"""The status with which a server refused a download of the step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.rule import Proof, proofs
from bisectbuild.diagnose.rules.command.address import address
from bisectbuild.diagnose.signature import Hit, Signature

_LINES: Final = (
    # What git is refused for good has rules of its own.
    Signature(
        r"^.*fatal: unable to access '[^'\n]+': The requested URL returned error: "
        r"(?P<status>429|5\d\d)",
        "unable to access",
    ),
    Signature(
        r"^.*curl: \(22\) The requested URL returned error: (?P<status>\d{3})", "curl: (22)"
    ),
    Signature(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ERROR (?P<status>\d{3}): ", " ERROR "),
    Signature(r"^wget: server returned error: HTTP/[\d.]+ (?P<status>\d{3})", "server returned"),
    Signature(r"^HTTP ERROR response (?P<status>\d{3})", "HTTP ERROR"),
    Signature(r"urllib\.error\.HTTPError: HTTP Error (?P<status>\d{3}): ", "HTTPError"),
    Signature(r"requests\.exceptions\.HTTPError: (?P<status>\d{3}) (?:Client|Server) Error: "
              r".*for url: ", "HTTPError"),
    Signature(r"open_http': (?P<status>\d{3}) ", "open_http"),
    Signature(r"^.*errorCode=(?:3|22|24|29).*status=(?P<status>\d{3})", "errorCode="),
)  # fmt: skip
_TOOLS: Final = 5
_LAST: Final = 40
_NEAR: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A status from 400 on, and the URL that it answered ("" where unknown)."""

    status: int
    url: str
    hit: Hit
    confidence: float

    @property
    def what(self) -> str:
        """Name what was asked for, as a piece of a sentence."""
        return self.url or "what the step downloads"

    @property
    def proofs(self) -> tuple[Proof, ...]:
        """Give the line that says it."""
        return proofs((self.hit,))


def refusal(case: Case) -> Refusal | None:
    """Give the last refusal near the end of the log."""
    log = case.log.tail(_LAST)
    found = [
        (place, hit) for place, line in enumerate(_LINES) if (hit := line.last(log)) is not None
    ]
    if not found:
        return None
    place, hit = max(found, key=lambda each: each[1].number)
    sure = 0.85 if place < _TOOLS else 0.7
    near = case.log.total - hit.number <= _NEAR
    return Refusal(
        status=int(hit["status"]),
        url=address(case, hit),
        hit=hit,
        confidence=sure if near else sure - 0.25,
    )
