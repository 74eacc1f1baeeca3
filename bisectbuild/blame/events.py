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
    line apart. `status` is that of the command before, None where the trace does not tell.
    """

    text: str
    line: int
    others: tuple[str, ...] = ()
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
    status: int | None = None
    pipe: tuple[int, ...] = ()
    for place, line in enumerate(log.lines):
        signs = marks(line)
        ends = (*(sign.start() for sign in signs[1:]), len(line))
        for sign, end in zip(signs, ends, strict=False):
            text = line[sign.end() : end]
            status = int(sign[2])
            pipe = tuple(map(int, sign[3].split()))
            if text == END and end == len(line) and sign[1] == "+":
                found.append(Event(text=END, line=log.numbers[place], status=status))
            elif not _COMPOUND.match(text):
                others = tuple(_following(log, place))
                number = log.numbers[place]
                event = Event(text=bare(text), line=number, others=others, status=status)
                found.append(event)
    if not found:
        return None
    ended = found[-1].text == END
    events = tuple(found[:-1] if ended else found)
    if not ended:
        return Events(all=events, marked=True)
    return Events(all=events, marked=True, status=status, pipe=pipe)


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
