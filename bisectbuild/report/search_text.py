"""A bisection on a terminal: its headline, what the test said, and a picture of the search."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from bisectbuild.postmortem import Postmortem, Status
from bisectbuild.report.bisected import (
    Asked,
    Bisected,
    Cell,
    effort,
    names_point,
    points,
    says_all,
    turned,
    unnamed,
    word,
)
from bisectbuild.report.words import headline
from bisectbuild.tty.paint import Paint, Tone
from bisectbuild.tty.text import one_line, seconds, visible

_TONES: Final[dict[str, Tone]] = {"good": "good", "bad": "bad", "skip": "mark", "stop": "mark"}
_LABEL: Final = 13
_AROUND: Final = 2
_MOST_CELLS: Final = 15
_MOST_PROBES: Final = 20
_MOST_TURNS: Final = 30
_OUTPUT: Final = 12
_PATH: Final = 300
_LONGEST: Final = 1000
_LEAST: Final = 20


def title(postmortem: Postmortem, shown: Bisected, paint: Paint, width: int) -> Iterator[str]:
    """Give the first lines: what was found, and what is to say beside it."""
    part = shown.part
    yield ""
    if names_point(part):
        yield from _blame(postmortem, shown, paint, width)
    else:
        lead, tone = _lead(postmortem.status)
        for at, line in enumerate(_lines(unnamed(part), width - 2)):
            yield paint(f"{'  ' if at else lead}{line}", tone)
    if not says_all(part):
        yield from _wrapped(part.sentence, "  ", width)
    yield from _turns(shown, paint, width)


def said(shown: Bisected, paint: Paint, width: int) -> Iterator[str]:
    """Give the test's exit code and its last lines at the culprit; nothing where it was marked."""
    probe = shown.blamed
    if probe is None:
        return
    code = "" if probe.exit_code is None else f"exit code {probe.exit_code}"
    told = ", ".join(filter(None, ("timed out" if probe.timed_out else code, probe.reason)))
    yield ""
    if told:
        rest = " of the test" if code and not probe.timed_out else ""
        yield "  " + paint(one_line(told, width - 2 - len(rest)), "bad") + rest
    for line in probe.output[-_OUTPUT:]:
        shown_line = visible(line.rstrip("\r\n")).replace("\n", " ").replace("\t", "    ")
        yield paint("  │ ", "dim") + _cut(shown_line, width - 4)


def picture(shown: Bisected, paint: Paint, width: int) -> Iterator[str]:
    """Give the points around what was found, and the probes in the order they were asked."""
    if shown.cells and shown.part.result != "changes":
        yield ""
        for at, line in enumerate(_points(shown, paint, width)):
            yield _label("" if at else "points") + line
    if shown.probes:
        yield ""
        for at, line in enumerate(_probes(shown, paint, width)):
            yield _label("" if at else "asked") + line
    yield ""
    for at, line in enumerate(_lines(effort(shown.part), width - _LABEL)):
        yield _label("" if at else "tested") + line
    for found in shown.part.flaky:
        rate = f"{word(shown.part, 'good')} in {found.passed} of {found.runs}"
        rate += f" ({found.low:.0%} to {found.high:.0%})"
        room = max(width - _LABEL - len(rate) - 2, _LEAST)
        yield _label("flaky") + one_line(found.title, room) + paint(f"  {rate}", "mark")


def _blame(postmortem: Postmortem, shown: Bisected, paint: Paint, width: int) -> Iterator[str]:
    """Name the point, and say what became of the test there: in one line where it has room."""
    part, culprit = shown.part, postmortem.culprit
    lead, tone = _lead(postmortem.status)
    stage = ""
    if culprit and part.axis == "instruction":
        path = one_line(postmortem.dockerfile.path, _PATH)
        lead += f"{path}:{culprit.line_start}: "
        name = headline(culprit.source)
        if culprit.stage and not culprit.stage.isdigit():
            stage = f" (stage {one_line(culprit.stage, _PATH)})"
    else:
        cell = next(iter(shown.culprits), None)
        name = f"{cell.name} {cell.title}".strip() if cell else part.sentence
    short = one_line(name, max(width - len(lead) - len(stage), _LEAST))
    end = one_line(turned(part), _LONGEST)
    head = paint(lead + short, tone) + paint(stage, "dim")
    if len(lead) + len(short) + len(stage) + 1 + len(end) <= width:
        yield f"{head} {paint(end, tone)}"
        return
    yield head
    # The verdict is the last word: a long test is shortened, and that is not.
    spare = width - 2 - len(turned(part, 1)) + 1
    yield "  " + paint(turned(part, max(spare, _LEAST)), tone)


def _lead(status: Status) -> tuple[str, Tone]:
    match status:
        case Status.HEALTHY:
            return "✓ ", "good"
        case Status.BROKEN:
            return "✗ ", "bad"
        case Status.INCONCLUSIVE:
            return "? ", "mark"


def _turns(shown: Bisected, paint: Paint, width: int) -> Iterator[str]:
    part = shown.part
    rows = [(word(part, turn.before), word(part, turn.after), turn) for turn in part.changes]
    wide = max((len(f"{before} → {after}") for before, after, _ in rows), default=0)
    if rows:
        yield ""
    for before, after, turn in rows[:_MOST_TURNS]:
        told = f"{before} → {after}".ljust(wide)
        room = max(width - wide - 4, _LEAST)
        yield f"  {paint(told, _TONES.get(turn.after, 'strong'))}  {one_line(turn.title, room)}"
    if len(rows) > _MOST_TURNS:
        yield f"  and {len(rows) - _MOST_TURNS:,} more"


def _points(shown: Bisected, paint: Paint, width: int) -> Iterator[str]:
    """Give the points near what matters, each run of others as one line."""
    cells, near = shown.cells, _near(shown)
    words = max((len(cells[at].word) for at in near), default=0)
    names = max((len(cells[at].name) for at in near), default=0)
    room = max(width - _LABEL, _LEAST)
    at = 0
    while at < len(cells):
        if at in near:
            yield _cell(cells[at], (words, names), paint, room)
            at += 1
            continue
        end = at
        while end < len(cells) and end not in near:
            end += 1
        yield paint(one_line(f"⋮ {_run(shown, at, end)}", room), "dim")
        at = end


def _run(shown: Bisected, first: int, end: int) -> str:
    """Say what points are left out: from where to where, and their verdicts."""
    counts: dict[str, int] = {}
    for cell in shown.cells[first:end]:
        verdict = cell.word or "not tested"
        counts[verdict] = counts.get(verdict, 0) + 1
    told = ", ".join(f"{count:,} {word}" for word, count in counts.items())
    whole = told if len(counts) > 1 else next(iter(counts))
    return f"{points(shown.part, end - first)}: {whole}"


def _near(shown: Bisected) -> frozenset[int]:
    """Give the points to show: what was found and its neighbours, else those that were tested."""
    cells = shown.cells
    found = [at for at, cell in enumerate(cells) if cell.culprit or cell.candidate]
    near = {
        other
        for at in found
        for other in range(at - _AROUND, at + _AROUND + 1)
        if 0 <= other < len(cells)
    }
    near |= {at for at, cell in enumerate(cells) if cell.last_good}
    if not found:
        near |= {at for at, cell in enumerate(cells) if cell.verdict}
    if len(near) > _MOST_CELLS:
        ordered = sorted(near)
        near = {*ordered[: _MOST_CELLS // 2], *ordered[-_MOST_CELLS // 2 :]}
    return frozenset(near)


def _cell(cell: Cell, wide: tuple[int, int], paint: Paint, room: int) -> str:
    words, names = wide
    sign = "▶" if cell.culprit else "?" if cell.candidate else " "
    lead = f"{sign} {cell.sign} {one_line(cell.word, _LEAST):<{min(words, _LEAST)}}  "
    name = f"{one_line(cell.name, _LEAST):<{min(names, _LEAST)}}  " if names else ""
    flaky = f"  {cell.flaky}" if cell.flaky else ""
    text = one_line(cell.title, max(room - len(lead) - len(name) - len(flaky), _LEAST // 2))
    tone: Tone = "strong" if cell.culprit or cell.candidate else "dim"
    return (
        paint(lead, _TONES.get(cell.verdict, tone))
        + paint(name + text, tone)
        + paint(flaky, "mark")
    )


def _probes(shown: Bisected, paint: Paint, width: int) -> Iterator[str]:
    half = _MOST_PROBES // 2
    many = len(shown.probes) > _MOST_PROBES
    first = shown.probes[:half] if many else shown.probes
    last = shown.probes[-half:] if many else ()
    for probe in first:
        yield _probe(probe, shown, paint, width - _LABEL)
    if many:
        yield paint(f"⋮ {len(shown.probes) - 2 * half:,} more", "dim")
    for probe in last:
        yield _probe(probe, shown, paint, width - _LABEL)


def _probe(probe: Asked, shown: Bisected, paint: Paint, room: int) -> str:
    names = min(max(len(p.name or p.title) for p in shown.probes), max(room // 2, _LEAST))
    words = min(max(len(p.word) for p in shown.probes), _LEAST)
    lead = f"{probe.number:>{len(str(len(shown.probes)))}}  "
    place = f"{one_line(probe.name or probe.title, names):<{names}}  "
    verdict = f"{probe.sign} {one_line(probe.word, _LEAST):<{words}}"
    took = f"  {seconds(probe.seconds):>5}"
    left = room - len(lead) - len(place) - len(verdict) - len(took) - 2
    code = f"  {one_line(probe.code, left)}" if probe.code and left > _LABEL // 2 else ""
    return lead + place + paint(verdict, _TONES.get(probe.verdict, "strong")) + took + code


def _label(text: str) -> str:
    return f"  {text:<{_LABEL - 2}}"


def _wrapped(text: str, lead: str, width: int) -> Iterator[str]:
    for line in _lines(text, width - len(lead)):
        yield lead + line


def _lines(text: str, width: int) -> list[str]:
    return textwrap.wrap(
        one_line(text, _LONGEST), width, break_on_hyphens=False, break_long_words=True
    )


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1] + "…"
