"""Naming what failed: the tests of a log, a few of them and how many more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.rule import Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_NAMED: Final = 3
_WIDTH: Final = 120
# A runner that failed longer ago was lived through.
_LAST: Final = 300


def named(names: Iterable[str]) -> str:
    """Give the first few names, each once, and the number of the others."""
    each = [name.strip()[:_WIDTH] for name in dict.fromkeys(names) if name.strip()]
    more = f" and {len(each) - _NAMED} more" if len(each) > _NAMED else ""
    return ", ".join(each[:_NAMED]) + more


def failed_tests(
    case: Case, verdict: Signature, name: Signature, *, runner: str, skip: str
) -> Told | None:
    """Tell of failed tests: `verdict` is the runner's last word, `name` a line that names a test.

    `skip` says how the runner is left out of a build.
    """
    last = verdict.last(case.log.tail(_LAST))
    if last is None:
        return None
    hits = tuple(name.hits(case.log))
    what = named(_name(hit) for hit in hits)
    return Told(
        cause=f"Tests of the project failed under {runner}{f': {what}' if what else ''}.",
        because=proofs((*hits[:3], last)),
        advice=(
            "Mend the test, or give it what it misses in a build (a file, a service, a time zone, "
            f"the network). To keep tests out of the image's build: {skip}."
        ),
        confidence=0.85 if hits else 0.7,
    )


def _name(hit: Hit) -> str:
    return next((group for group in hit.match.groups() if group), "")
