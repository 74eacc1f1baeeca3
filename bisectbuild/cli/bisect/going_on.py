"""Going on with a search that was cut short: with its words, and what is said anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bisectbuild import record as records
from bisectbuild.cli.bisect import hunt
from bisectbuild.cli.bisect.anew import (
    LIMITS,
    TERMS,
    is_whole,
    joined,
    refuse_one_answer,
    refuse_other,
    typed_options,
)
from bisectbuild.cli.bisect.stored import with_flags
from bisectbuild.cli.bisect.telling import say
from bisectbuild.cli.bisect.wish import wish
from bisectbuild.errors import UsageError

# What says how much evidence is enough.
_EVIDENCE = ("repeat", "confidence")


def resume(
    words: tuple[str, ...], given: Mapping[str, Any], *own: str, log: str | None = None
) -> int:
    """Go on with the search of this directory where it was cut short, or from what `log` answers.

    What is typed holds: all of it where it names the search itself, else in place of what the
    search was begun with. `own` are words of ours that stand on the line. Raises UsageError where
    something changed since, as answers may not hold any more.
    """
    from bisectbuild.cli.bisect import read_again  # noqa: PLC0415 - it imports us

    found = records.current()
    if found.start.by_hand:
        raise UsageError(
            "This search goes by hand: there is no test to go on with.",
            hint="Say what you see (bisectbuild bisect next shows where), or give it a test:"
            " bisectbuild bisect run -- CMD…",
        )
    _, before = read_again(found.start.words)
    whole = given
    if not is_whole(words, given):
        typed = typed_options(given, *own)
        words, whole = read_again(joined(found.start.words, given, typed))
    refuse_other((*LIMITS, *TERMS), whole, before)
    refuse_one_answer(given, before)
    given = _with_evidence(whole, given, before)
    wished = replace(wish(given, words), expected=found.start.fingerprint)
    return hunt.hunt(replace(wished, log=answered(found) if log is None else log))


def answered(found: records.Record) -> str:
    """Give what a search answered so far; say where the end of that is lost."""
    if found.is_torn:
        say(
            "The last line of the record was cut short, and is left out: its point is tested again"
            " if need be."
        )
    return found.log


def _with_evidence(
    whole: Mapping[str, Any], given: Mapping[str, Any], before: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Give the options of a search that goes on, and how much evidence is enough for it.

    What is typed now counts, else what it began with.
    """
    typed = whole["typed"]
    found: dict[str, Any] = {}
    for name in _EVIDENCE:
        found[name] = (given if name in given["said"] else before)[name]
        if found[name] != whole[name]:
            typed = with_flags(typed, f"--{name}={found[name]}")
    return {**whole, **found, "typed": typed}
