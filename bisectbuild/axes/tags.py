"""Tags that fit a pattern, in the order in which their versions follow one another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Final

from bisectbuild.errors import UsageError

_PART: Final = re.compile(r"(\d+)")
_SIGNS: Final = "*?["
_MOST: Final = 500


def is_pattern(text: str) -> bool:
    """Tell whether `--axis base` was given a pattern, for the registry to fill in."""
    return any(sign in text for sign in _SIGNS) and "," not in text and not text.startswith("@")


def fitting(pattern: str, tags: Iterable[str]) -> tuple[str, ...]:
    """Give the tags that fit, 3.9 before 3.10. Raises UsageError for less than two or too many."""
    found = sorted({tag for tag in tags if fnmatchcase(tag, pattern)}, key=_order)
    if not 2 <= len(found) <= _MOST:  # noqa: PLR2004 - a search needs two ends
        raise UsageError(
            f"{len(found)} tags of the registry fit {pattern}; a search takes 2 to {_MOST}.",
            hint="For instance: --axis base '3.*-slim'",
        )
    return tuple(found)


def _order(tag: str) -> tuple[tuple[int, int, str], ...]:
    """Order numbers as numbers, and words behind them; a tag before what goes on behind it."""
    parts = (part for part in _PART.split(tag) if part)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)
