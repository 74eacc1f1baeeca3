"""The postmortem as text for a terminal: what failed, where, and the last good layer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bisectbuild.postmortem import CulpritPart, Postmortem, Status
from bisectbuild.tty.paint import Paint
from bisectbuild.tty.text import one_line, seconds, visible

# What a builder says of a RUN that ended with a code tells nothing but the code and the text.
_SAYS_THE_CODE = re.compile(r"(exit|non-zero) code: \d+$")
_AROUND = 2
_TAIL = 12
_WIDTH = 100
_MESSAGE_WIDTH = 300


def render(postmortem: Postmortem) -> bytes:
    """Give the text without colours."""
    return text(postmortem, Paint(on=False)).encode(errors="replace")


def text(postmortem: Postmortem, paint: Paint) -> str:
    """Give the text, painted; ends in a line feed."""
    return "\n".join(_lines(postmortem, paint)) + "\n"


def _lines(postmortem: Postmortem, paint: Paint) -> Iterator[str]:
    match postmortem.status:
        case Status.HEALTHY:
            yield _healthy(postmortem, paint)
            yield from _notes(postmortem, paint)
        case Status.INCONCLUSIVE:
            yield paint(f"? {postmortem.dockerfile.path}: no instruction can be named.", "mark")
            yield "  " + visible(postmortem.message)
        case Status.BROKEN:
            yield from _broken(postmortem, paint)


def _healthy(postmortem: Postmortem, paint: Paint) -> str:
    states = Counter(step.status for step in postmortem.steps)
    cached = f", {states['cached']} cached" if states["cached"] else ""
    built = states["done"] + states["cached"]
    return paint(
        f"✓ {postmortem.dockerfile.path} builds: {built} instructions{cached}, "
        f"{seconds(postmortem.seconds)}",
        "good",
    )


def _broken(postmortem: Postmortem, paint: Paint) -> Iterator[str]:
    culprit = postmortem.culprit
    if culprit is None:
        return
    yield ""
    stage = f"  (stage {culprit.stage})" if culprit.stage and not culprit.stage.isdigit() else ""
    yield paint(
        f"✗ {postmortem.dockerfile.path}:{culprit.line_start}: {_headline(culprit.source)}",
        "bad",
    ) + paint(stage, "dim")
    yield ""
    yield from _excerpt(postmortem, culprit, paint)
    yield ""
    yield from _cause(culprit, paint)
    yield from _tail(postmortem, paint)
    yield from _last_good(postmortem, paint)


def _headline(source: str) -> str:
    """Give an instruction's first line, an ellipsis for those that follow."""
    first, *more = source.strip().split("\n")
    line = one_line(first.rstrip("\r").rstrip("\\`"), _WIDTH)
    return f"{line} …" if more else line


def _short(image: str) -> str:
    """Give an image id as docker lists it."""
    return image.removeprefix("sha256:")[:12] or "unknown"


def _excerpt(postmortem: Postmortem, culprit: CulpritPart, paint: Paint) -> Iterator[str]:
    lines = postmortem.dockerfile.text.split("\n")
    first = max(culprit.line_start - _AROUND, 1)
    last = min(culprit.line_end + _AROUND, len(lines) - (lines[-1] == ""))
    for number in range(first, last + 1):
        line = one_line_kept(lines[number - 1])
        if culprit.line_start <= number <= culprit.line_end:
            yield paint(f"  > {number:4d} | {line}", "strong")
        else:
            yield paint(f"    {number:4d} | {line}", "dim")


def one_line_kept(line: str) -> str:
    """Give a source line with its indentation, safe and at most a screen wide."""
    shown = visible(line.rstrip("\r")).replace("\t", "    ")
    return shown if len(shown) <= _WIDTH else shown[: _WIDTH - 1] + "…"


def _cause(culprit: CulpritPart, paint: Paint) -> Iterator[str]:
    if culprit.trigger:
        yield f"  in the base image's trigger: ONBUILD {one_line(culprit.trigger, _WIDTH)}"
    if culprit.exit_code is not None:
        yield f"  {paint(f'exit code {culprit.exit_code}', 'bad')}"
    if culprit.exit_code is None or not _SAYS_THE_CODE.search(culprit.message):
        yield f"  {paint(one_line(culprit.message, _MESSAGE_WIDTH), 'bad')}"


def _tail(postmortem: Postmortem, paint: Paint) -> Iterator[str]:
    log = postmortem.log
    if log.tail:
        yield ""
        for line in log.tail[-_TAIL:]:
            yield paint("  │ ", "dim") + one_line_kept(line)
    if log.lines > _TAIL and log.file:
        yield paint(f"  │ the whole log, {log.lines} lines: {log.file}", "dim")
    if log.truncated:
        yield paint("  │ the builder itself left out lines of this log", "mark")


_STATES = {
    "cached": "cached",
    "done": "built",
    "failed": "failed",
    "cancelled": "cancelled",
    "not-run": "not reached",
}


def _counts(postmortem: Postmortem) -> str:
    states = Counter(step.status for step in postmortem.steps if not step.trigger)
    return ", ".join(f"{states[state]} {word}" for state, word in _STATES.items() if states[state])


def _last_good(postmortem: Postmortem, paint: Paint) -> Iterator[str]:
    yield ""
    counts = _counts(postmortem)
    good = postmortem.last_good
    if good is None:
        yield f"  last good  {paint('none: nothing was built before it', 'dim')}"
    else:
        source = next(s.source for s in postmortem.steps if s.index == good.index)
        yield (
            f"  last good  {postmortem.dockerfile.path}:{good.line_end}: "
            f"{paint(_headline(source), 'good')}"
        )
        yield paint(f"             layer {_short(good.image)}", "dim")
    if counts:
        yield paint(f"  steps      {counts}; {seconds(postmortem.seconds)} in all", "dim")
    yield paint(f"  builder    {postmortem.builder.why}", "dim")
    yield from _notes(postmortem, paint)


def _notes(postmortem: Postmortem, paint: Paint) -> Iterator[str]:
    for warning in postmortem.warnings:
        yield paint(f"  note       {one_line(warning, _MESSAGE_WIDTH)}", "mark")
