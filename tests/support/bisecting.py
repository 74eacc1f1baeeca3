"""A Dockerfile of 64 instructions in three stages, with a break at each of twelve places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

Place: TypeAlias = tuple[str, int]

_COUNTS = {"base": 19, "builder": 14, "final": 27}
_FROM = {
    "base": "FROM bisectbuild-test/busybox AS base",
    "builder": "FROM bisectbuild-test/busybox AS builder",
    "final": "FROM base",
}
# A stage and the how-manieth of its instructions; the first and the last of the file among them.
PLACES: tuple[Place, ...] = (
    *(("base", number) for number in (1, 2, 9, 19)),
    *(("builder", number) for number in (1, 7, 14)),
    *(("final", number) for number in (1, 5, 13, 20, 27)),
)
_COPIES_BEHIND = ("final", 11)


def planted(salt: str) -> tuple[str, dict[Place, int]]:
    """Give the file, and the line of each break; `salt` makes its layers those of no other file.

    What the final stage copies from makes an even part of the whole; where it does not, a search
    can take one test more.
    """
    text, lines = [], {}
    for place, line in _instructions(salt):
        text.append(line)
        if place in PLACES:
            lines[place] = len(text)
    return "\n".join(text) + "\n", lines


def broken_at(place: Place) -> str:
    """Give the path of the file that is there once a place was built."""
    stage, number = place
    return f"/state/{stage}/broken-{number}"


def tells(place: Place) -> str:
    """Give a test that turns bad at a place."""
    return f"test ! -e {broken_at(place)}"


def _instructions(salt: str) -> Iterator[tuple[Place | None, str]]:
    for stage, count in _COUNTS.items():
        yield None, _FROM[stage]
        for number in range(1, count + 1):
            place = (stage, number)
            yield place, _instruction(place, salt)
            if place == _COPIES_BEHIND:
                yield None, "COPY --from=builder /state/builder /state/builder"


def _instruction(place: Place, salt: str) -> str:
    stage, number = place
    if place in PLACES:
        return f"RUN mkdir -p /state/{stage} && echo {salt} > {broken_at(place)}"
    if number % 3:
        return f"RUN mkdir -p /state/{stage} && echo {salt} > /state/{stage}/{number}"
    return f"ENV {stage.upper()}_{number}={salt}"
