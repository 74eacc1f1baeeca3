"""The last lines of failed steps, as BuildKit's clients repeat them between two `------`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_RULE = "------"
# What was pasted may have lost the blank at its beginning.
_NAME = re.compile(r" ?> (?=.*:$)")
# Up to 0.11 each line has its step's number, from then on only the seconds.
_PREFIX = re.compile(r"(?:#\d+ )?\d+\.\d{1,3}(?: |$)|#\d+ ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A step's whole name, `[build 4/6] RUN make`, and the lines it printed last."""

    name: str
    lines: tuple[str, ...]


def read_summaries(text: str) -> tuple[Summary, ...]:
    """Find all summaries in what was printed outside any step.

    One whose first `------` was cut off is found by its name, ` > [4/6] RUN make:`.
    """
    lines = [line.rstrip("\r") for line in text.split("\n")]
    found: list[Summary] = []
    at = 0
    while at < len(lines):
        name = lines[at]
        is_first = at == 0 or lines[at - 1] == _RULE
        if not (is_first and _NAME.match(name)):
            at += 1
            continue
        end = next((n for n in range(at + 1, len(lines)) if lines[n] == _RULE), len(lines))
        printed = tuple(_PREFIX.sub("", line, count=1) for line in lines[at + 1 : end])
        found.append(Summary(name=_NAME.sub("", name, count=1)[:-1], lines=printed))
        at = end
    return tuple(found)
