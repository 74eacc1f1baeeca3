"""Why a build failed, in words: rules look at one failure, and the likeliest cause comes first."""

from __future__ import annotations

from collections.abc import Iterator

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Rank
from bisectbuild.diagnose.rule import Finding, finding

_MOST = 5
# Above this another reading of the same lines is not worth a person's time.
_SURE = 0.85


def diagnose(case: Case) -> tuple[Finding, ...]:
    """Give what the rules say of a failure, the likeliest cause first, at most five.

    Causes come before their consequences: environment, repositories, specific, generic; then the
    surer one; then the one whose evidence stands later in the log. A fallback is given only where
    nothing else is.
    """
    # Many small modules: only a failure needs them.
    from bisectbuild.diagnose.registry import RULES  # noqa: PLC0415

    told = ((rule, rule.check(case)) for rule in RULES)
    found = [finding(rule, said) for rule, said in told if said is not None]
    found.sort(key=_order)
    known = [each for each in found if each.rank is not Rank.FALLBACK]
    return tuple(_telling(known or found))[:_MOST]


def _telling(found: list[Finding]) -> Iterator[Finding]:
    """Leave out what only repeats: a finding whose evidence a surer one has read already."""
    seen: set[tuple[int, str]] = set()
    sure: set[tuple[int, str]] = set()
    for each in found:
        proofs = {(proof.line, proof.text) for proof in each.because}
        if not proofs <= (seen if each.rank >= Rank.GENERIC else sure):
            yield each
        seen |= proofs
        sure |= proofs if each.confidence >= _SURE else set()


def _order(found: Finding) -> tuple[int, float, int]:
    last = max((proof.line for proof in found.because), default=0)
    return (found.rank, -found.confidence, -last)
