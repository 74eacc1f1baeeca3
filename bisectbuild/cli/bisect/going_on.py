"""Going on with a search that was cut short: with its words, and what is said anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bisectbuild import record as records
from bisectbuild.cli.bisect import hunt
from bisectbuild.cli.bisect.flags import EVIDENCE
from bisectbuild.cli.bisect.stored import with_flag
from bisectbuild.cli.bisect.wish import wish
from bisectbuild.errors import UsageError

# What may be said anew when a search goes on.
TOLD_ANEW = ("reports", "progress", "quiet", "timeout")


def resume(words: tuple[str, ...], given: Mapping[str, Any]) -> int:
    """Go on with the search of this directory where it was cut short.

    Raises UsageError where something changed since, as answers may not hold any more.
    """
    from bisectbuild.cli.bisect import read_again  # noqa: PLC0415 - it imports us

    found = records.current()
    if found.start.by_hand and not given["test"]:
        raise UsageError(
            "This search goes by hand: there is no test to go on with.",
            hint="Say what you see (bisectbuild bisect next shows where), or give it a test:"
            " bisectbuild bisect run -- CMD…",
        )
    first, before = read_again(found.start.words)
    whole = given
    if not words and not given["test"]:
        words = first
        whole = {**before, **{name: given[name] for name in TOLD_ANEW if given[name]}}
    given = _with_evidence(whole, given, before)
    log = found.log
    wished = replace(wish(given, words), log=log, expected=found.start.fingerprint)
    return hunt.hunt(wished)


def _with_evidence(
    whole: Mapping[str, Any], given: Mapping[str, Any], before: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Give the options of a search that goes on, and how much evidence is enough for it.

    What is typed now counts, else what it began with. Raises UsageError where one answer of each
    point would have to do though there are several.
    """
    if before["repeat"] > 1 and "repeat" in given["evidence"] and given["repeat"] == 1:
        raise UsageError(
            f"This search was begun with --repeat={before['repeat']}: a point may have answered"
            " both ways.",
            hint="Leave out --repeat, or give a higher one. To begin anew, leave out --resume.",
        )
    typed = whole["typed"]
    found: dict[str, Any] = {}
    for name in EVIDENCE:
        found[name] = (given if name in given["evidence"] else before)[name]
        if found[name] != whole[name]:
            typed = with_flag(typed, f"--{name}={found[name]}")
    return {**whole, **found, "typed": typed}
