"""The words that all reports use: of states, sizes, times and places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from bisectbuild.postmortem import Command, CulpritPart, Postmortem, Step

STATES: Final = {
    "cached": "cached",
    "done": "built",
    "failed": "failed",
    "cancelled": "cancelled",
    "not-run": "not reached",
}
SIGNS: Final = {"cached": "•", "done": "✓", "failed": "✗", "cancelled": "-", "not-run": "·"}
_STEP: Final = 1024
_UNITS: Final = ("kB", "MB", "GB")
# What a builder says of a RUN that ended with a code tells nothing but the code and the text.
_SAYS_THE_CODE: Final = re.compile(r"(?:(?:exit|non-zero) code:|exit status) \d+$")
_MOST_MARKS: Final = 4


def state(step: Step) -> str:
    """Say how a step stands."""
    return STATES.get(step.status, step.status)


def size(count: int) -> str:
    """Write a number of bytes as a person says it: `512 B`, `1.4 MB`; kB are 1024 bytes."""
    value = float(count)
    if abs(value) < _STEP:
        return f"{count} B"
    unit = ""
    for unit in _UNITS:  # noqa: B007 - the last one is used after the loop
        value /= _STEP
        if abs(value) < _STEP:
            break
    return f"{value:.1f} {unit}"


def place(postmortem: Postmortem) -> str:
    """Give `Dockerfile:9` of the culprit, the file alone where there is none."""
    path = postmortem.dockerfile.path
    path = "Dockerfile (standard input)" if path == "-" else path
    return f"{path}:{postmortem.culprit.line_start}" if postmortem.culprit else path


def stage(label: str) -> str:
    """Give a stage's name; "" where it has none but a number."""
    return "" if label.isdigit() else label


def instruction(part: Step | CulpritPart) -> str:
    """Give what a step does as it is written; of a trigger of the base image, its own text."""
    return f"ONBUILD {part.trigger}" if part.trigger else part.source


def in_order(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Give the steps as they stand in the file, triggers of a base image after its FROM."""
    return tuple(sorted(steps, key=lambda step: (step.line_start, bool(step.trigger))))


def headline(source: str) -> str:
    """Give an instruction's first line, an ellipsis for those that follow."""
    first, *more = source.strip().split("\n")
    line = first.rstrip("\r").rstrip("\\`").rstrip()
    return f"{line} …" if more else line


def lines(first: int, last: int) -> str:
    """Give `line 4` or `lines 4 to 6`."""
    return f"line {first:,}" if first == last else f"lines {first:,} to {last:,}"


def clipped(text: str, most: int) -> str:
    """Leave out the middle of a text of more than `most` characters, and say how much."""
    if len(text) <= most:
        return text
    head, tail = most * 3 // 4, most // 4
    return f"{text[:head]} … {len(text) - head - tail:,} characters left out … {text[-tail:]}"


def calm(text: str) -> str:
    """Leave out all but a few of the marks that are heaped on one character."""
    return text if text.isascii() else "".join(_calm(text))


def _calm(text: str) -> Iterator[str]:
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= _MOST_MARKS:
            yield character


def when(started: str) -> str:
    """Write `2026-01-02 03:04 UTC`; what is no time stays as it is."""
    try:
        time = datetime.fromisoformat(started)
    except ValueError:
        return started
    return f"{time:%Y-%m-%d %H:%M} {time.tzname() or ''}".rstrip()


def message(culprit: CulpritPart) -> str:
    """Give the builder's words where they tell more than the exit code; "" where they do not."""
    told = culprit.exit_code is not None and _SAYS_THE_CODE.search(culprit.message)
    return "" if told else culprit.message


def command(culprit: CulpritPart) -> Command | None:
    """Give the failing command inside a RUN; None where it is not known, or is all of it."""
    found = culprit.command
    if found and found.text.split() == culprit.source.split()[1:]:
        return None
    return found
