"""The postmortem as text for a terminal: what failed, where, and the last good layer."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator

from bisectbuild.postmortem import CulpritPart, LastGoodPart, Postmortem, Status
from bisectbuild.report import search_text
from bisectbuild.report.bisected import Bisected, bisected, last_good
from bisectbuild.report.causes import POSSIBLE
from bisectbuild.report.source import command_line
from bisectbuild.report.why import why
from bisectbuild.report.words import STATES, command, headline, message
from bisectbuild.tty.paint import Paint
from bisectbuild.tty.text import one_line, seconds, visible

_AROUND = 2
_TAIL = 12
_WIDTH = 100
_NARROWEST = 40
_LONG = 3
_LONGEST = 600
_MESSAGE = 12
_SURE = 0.8


def render(postmortem: Postmortem) -> bytes:
    """Give the text without colours."""
    return text(postmortem, Paint(on=False)).encode(errors="replace")


def text(postmortem: Postmortem, paint: Paint, *, width: int = _WIDTH) -> str:
    """Give the text, painted; ends in a line feed.

    `width` is that of the terminal in columns; less than 40 is taken as 40.
    """
    return "\n".join(_lines(postmortem, paint, max(width, _NARROWEST))) + "\n"


def _path(postmortem: Postmortem) -> str:
    """Give the Dockerfile's path, safe: a file name may hold anything."""
    return one_line(postmortem.dockerfile.path, _LONG * _WIDTH)


def _lines(postmortem: Postmortem, paint: Paint, width: int) -> Iterator[str]:
    shown = bisected(postmortem)
    if shown is not None:
        yield from _bisected(postmortem, shown, paint, width)
        return
    match postmortem.status:
        case Status.HEALTHY:
            yield _healthy(postmortem, paint)
            yield from _notes(postmortem, paint, width)
        case Status.INCONCLUSIVE:
            yield from _inconclusive(postmortem, paint, width)
        case Status.BROKEN:
            yield from _broken(postmortem, paint, width)


def _bisected(postmortem: Postmortem, shown: Bisected, paint: Paint, width: int) -> Iterator[str]:
    yield from search_text.title(postmortem, shown, paint, width)
    if postmortem.culprit:
        yield ""
        yield from _excerpt(postmortem, postmortem.culprit, paint, width)
    yield from search_text.said(shown, paint, width)
    yield from why(postmortem, paint, width)
    yield from search_text.picture(shown, paint, width)
    good = last_good(postmortem, shown.part)
    if good:
        yield _good_line(postmortem, good, paint, width)
    yield from _end(postmortem, paint, width)


def _healthy(postmortem: Postmortem, paint: Paint) -> str:
    states = Counter(step.status for step in postmortem.steps)
    cached = f", {states['cached']} cached" if states["cached"] else ""
    built = states["done"] + states["cached"]
    return paint(
        f"✓ {_path(postmortem)} builds: {built} instructions{cached}, "
        f"{seconds(postmortem.seconds)}",
        "good",
    )


def _inconclusive(postmortem: Postmortem, paint: Paint, width: int) -> Iterator[str]:
    yield paint(f"? {_path(postmortem)}: no instruction can be named.", "mark")
    yield from _message(postmortem.message, width)
    yield from why(postmortem, paint, width)
    yield ""
    yield from _end(postmortem, paint, width)


def _message(said: str, width: int) -> Iterator[str]:
    """Give the builder's words in lines of the width; of many lines the first and the last."""
    lines = [line for line in visible(said).split("\n") if line.strip()]
    if len(lines) > _MESSAGE:
        half = _MESSAGE // 2
        lines = [*lines[:half], f"⋮ {len(lines) - 2 * half:,} more lines", *lines[-half:]]
    for line in lines:
        yield from textwrap.wrap(
            one_line(line, _LONGEST),
            width,
            initial_indent="  ",
            subsequent_indent="  ",
            break_on_hyphens=False,
        )


def _broken(postmortem: Postmortem, paint: Paint, width: int) -> Iterator[str]:
    culprit = postmortem.culprit
    if culprit is None:
        return
    yield ""
    stage = (
        f"  (stage {visible(culprit.stage)})"
        if culprit.stage and not culprit.stage.isdigit()
        else ""
    )
    lead = f"✗ {_path(postmortem)}:{culprit.line_start}: "
    room = width - len(lead) - len(stage)
    yield paint(lead + _headline(culprit.source, room), "bad") + paint(stage, "dim")
    yield ""
    yield from _excerpt(postmortem, culprit, paint, width)
    yield ""
    yield from _cause(culprit, paint, width)
    yield from why(postmortem, paint, width)
    yield from _tail(postmortem, paint, width)
    yield from _last_good(postmortem, paint, width)


def _headline(source: str, room: int) -> str:
    """Give an instruction's first line, an ellipsis for those that follow."""
    return one_line(headline(source), max(room, _NARROWEST // 2))


def _short(image: str) -> str:
    """Give an image id as docker lists it."""
    return image.removeprefix("sha256:")[:12] or "unknown"


def _excerpt(
    postmortem: Postmortem, culprit: CulpritPart, paint: Paint, width: int
) -> Iterator[str]:
    lines = postmortem.dockerfile.text.split("\n")
    first = max(culprit.line_start - _AROUND, 1)
    last = min(culprit.line_end + _AROUND, len(lines) - (lines[-1] == ""))
    for number in range(first, last + 1):
        line = one_line_kept(lines[number - 1], width - 11)
        if culprit.line_start <= number <= culprit.line_end:
            sign = "▶" if number == command_line(postmortem) else ">"
            yield paint(f"  {sign} {number:4d} | {line}", "strong")
        else:
            yield paint(f"    {number:4d} | {line}", "dim")


def one_line_kept(line: str, room: int) -> str:
    """Give a source line with its indentation, safe and of at most `room` characters."""
    shown = visible(line.rstrip("\r")).replace("\t", "    ")
    return shown if len(shown) <= room else shown[: room - 1] + "…"


def _cause(culprit: CulpritPart, paint: Paint, width: int) -> Iterator[str]:
    if culprit.trigger:
        yield f"  in the base image's trigger: ONBUILD {one_line(culprit.trigger, width)}"
    if culprit.exit_code is not None:
        code = f"exit code {culprit.exit_code}"
        yield f"  {paint(code, 'bad')}{_command(culprit, width - len(code) - 2)}"
    told = message(culprit)
    if told or culprit.exit_code is None:
        yield f"  {paint(one_line(told, _LONG * width), 'bad')}"


def _command(culprit: CulpritPart, room: int) -> str:
    """Say which command inside a RUN failed; "" where it is not known, or is all of it."""
    found = command(culprit)
    if found is None:
        return ""
    lead = f", line {found.line}: "
    if found.confidence < POSSIBLE:
        lead = f", possibly line {found.line}: "
    elif found.confidence < _SURE:
        lead = f", likely line {found.line}: "
    return lead + one_line(found.text, max(room - len(lead), _NARROWEST // 2))


def _tail(postmortem: Postmortem, paint: Paint, width: int) -> Iterator[str]:
    log = postmortem.log
    if log.tail:
        yield ""
        for line in log.tail[-_TAIL:]:
            yield paint("  │ ", "dim") + one_line_kept(line, width - 4)
    if log.lines > _TAIL and log.file:
        yield paint(f"  │ the whole log, {log.lines} lines: {visible(log.file)}", "dim")
    if log.truncated:
        yield paint("  │ the builder itself left out lines of this log", "mark")


def _counts(postmortem: Postmortem) -> str:
    states = Counter(step.status for step in postmortem.steps if not step.trigger)
    return ", ".join(f"{states[state]} {word}" for state, word in STATES.items() if states[state])


def _last_good(postmortem: Postmortem, paint: Paint, width: int) -> Iterator[str]:
    yield ""
    good = postmortem.last_good
    if good is None:
        yield f"  last good  {paint('none: nothing was built before it', 'dim')}"
    else:
        yield _good_line(postmortem, good, paint, width)
        yield paint(f"             layer {_short(good.image)}", "dim")
    yield from _end(postmortem, paint, width)


def _good_line(postmortem: Postmortem, good: LastGoodPart, paint: Paint, width: int) -> str:
    source = next((s.source for s in postmortem.steps if s.index == good.index), "")
    lead = f"  last good  {_path(postmortem)}:{good.line_end}: "
    return lead + paint(_headline(source, width - len(lead)), "good")


def _end(postmortem: Postmortem, paint: Paint, width: int) -> Iterator[str]:
    counts = _counts(postmortem)
    if counts:
        yield paint(f"  steps      {counts}; {seconds(postmortem.seconds)} in all", "dim")
    yield paint(f"  builder    {visible(postmortem.builder.why)}", "dim")
    yield from _notes(postmortem, paint, width)


def _notes(postmortem: Postmortem, paint: Paint, width: int) -> Iterator[str]:
    for warning in postmortem.warnings:
        yield paint(f"  note       {one_line(warning, _LONG * width)}", "mark")
