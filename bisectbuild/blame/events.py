"""What a shell's trace says was run, in its order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bisectbuild.blame.match import bare
from bisectbuild.shell.tracing import END, marks
from bisectbuild.trace.digest import Log

_PLAIN: Final = re.compile(r"\++ (.*)")
# What bash shows of compound commands; their parts follow in lines of their own.
_COMPOUND: Final = re.compile(r"(?:for|select) \w+ in\b|case .* in\Z")
_FOLLOWING: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One command in a trace, without quotes and blanks.

    `others` are the lines behind it, where the rest may stand if what the step printed tore the
    line apart. `torn` tells that another trace stands in the same line, as those of the parts of a
    pipe may. `status` is that of the command before, None where the trace does not tell.
    """

    text: str
    line: int
    others: tuple[str, ...] = ()
    torn: bool = False
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """A trace. `marked` tells that it is ours, and so that of the step's own shell alone.

    `whole` tells that it holds the beginning. `status` and `pipe` are those at the very end.
    """

    all: tuple[Event, ...]
    marked: bool
    whole: bool = True
    status: int | None = None
    pipe: tuple[int, ...] = ()


def read_events(log: Log, *, most: int) -> Events:
    """Read the trace in a log, of a long one its last events."""
    marked = _marked(log)
    found = marked or Events(all=tuple(_plain(log)), marked=False)
    gap = _last_gap(log)
    kept = [event for event in found.all if event.line > gap][-most:]
    return Events(
        all=tuple(kept),
        marked=found.marked,
        whole=len(kept) == len(found.all),
        status=found.status,
        pipe=found.pipe,
    )


def _marked(log: Log) -> Events | None:
    found: list[Event] = []
    pipe: tuple[int, ...] = ()
    for place, line in enumerate(log.lines):
        signs = marks(line)
        ends = (*(sign.start() for sign in signs[1:]), len(line))
        for sign, end in zip(signs, ends, strict=False):
            text = line[sign.end() : end]
            pipe = tuple(map(int, sign[3].split()))
            if _COMPOUND.match(text):
                continue
            event = Event(
                text=bare(text),
                line=log.numbers[place],
                others=tuple(_following(log, place)),
                torn=len(signs) > 1 or sign.start() > 0,
                status=int(sign[2]),
            )
            found.append(event)
    if not found:
        return None
    if found[-1].text != END:
        return Events(all=tuple(found), marked=True)
    return Events(all=tuple(found[:-1]), marked=True, status=found[-1].status, pipe=pipe)


def _following(log: Log, place: int) -> Iterator[str]:
    for line in log.lines[place + 1 : place + 1 + _FOLLOWING]:
        if marks(line):
            return
        yield bare(line)


def _plain(log: Log) -> Iterator[Event]:
    for line, number in zip(log.lines, log.numbers, strict=True):
        found = _PLAIN.match(line)
        if found and not _COMPOUND.match(found[1]):
            yield Event(text=bare(found[1]), line=number)


def _last_gap(log: Log) -> int:
    """Give the number of the line before which lines were not kept last, 0 for none."""
    for before, after in zip(log.numbers[-2::-1], log.numbers[:0:-1], strict=True):
        if after != before + 1:
            return after - 1
    return 0
