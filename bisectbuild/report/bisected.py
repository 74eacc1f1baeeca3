"""What a bisection found, laid out for all reports: its points, its probes and its headline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bisectbuild.postmortem import LastGoodPart, PointPart, Postmortem, ProbePart, SearchPart
from bisectbuild.report.words import headline, place
from bisectbuild.tty.text import one_line

# Words for a point of each axis.
_WORDS: Final = {
    "instruction": "instruction",
    "base": "image",
    "arg": "value",
    "commit": "commit",
    "context": "changed file",
    "run": "command",
}
_SIGNS: Final = {"good": "✓", "bad": "✗", "skip": "-", "stop": "!", "": "·"}
_WORD: Final = 40
_BLAMING: Final = frozenset({"found", "bad-from-start"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A point of the axis; `asked` are the 1-based numbers of the probes that tested it.

    `word` is the person's own for the verdict, "" where there is none.
    """

    name: str
    title: str
    line: int
    verdict: str
    word: str
    sign: str
    asked: tuple[int, ...] = ()
    culprit: bool = False
    candidate: bool = False
    last_good: bool = False
    flaky: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A probe: `number` counts from 1 in the order they were asked, `at` is its cell or None."""

    number: int
    at: int | None
    name: str
    title: str
    verdict: str
    word: str
    sign: str
    code: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bisected:
    """A bisection as reports show it. `blamed` is the probe at the culprit, None without one."""

    part: SearchPart
    cells: tuple[Cell, ...]
    probes: tuple[Asked, ...]
    blamed: ProbePart | None

    @property
    def culprits(self) -> tuple[Cell, ...]:
        """Give what is to blame: one point, or files that only together are bad."""
        return tuple(cell for cell in self.cells if cell.culprit)

    @property
    def candidates(self) -> tuple[Cell, ...]:
        """Give the points between which could not be decided."""
        return tuple(cell for cell in self.cells if cell.candidate)


def bisected(postmortem: Postmortem) -> Bisected | None:
    """Lay out the bisection of a record; None for the search of a failing build, or for none."""
    part = postmortem.search
    if part is None or not part.result:
        return None
    at = {point.key: index for index, point in enumerate(part.axis_points)}
    culprits = _culprits(postmortem, part)
    cells = tuple(_cells(part, culprits, _last_good(postmortem, part, culprits)))
    keys = {part.axis_points[index].key for index in culprits}
    blamed = [probe for probe in part.probes if probe.key in keys and _blames(part, probe)]
    return Bisected(
        part=part,
        cells=cells,
        probes=tuple(
            _asked(part, number, probe, at.get(probe.key))
            for number, probe in enumerate(part.probes, start=1)
        ),
        blamed=blamed[-1] if blamed else None,
    )


def subject(part: SearchPart, most: int = 1000) -> str:
    """Give what was tested, as it stands in a sentence, at most so many characters of it."""
    return f"`{one_line(part.question, most)}`" if part.question else "the test"


def points(part: SearchPart, count: int | None = None) -> str:
    """Give `12 instructions`, in the word of the axis; without a count as many as it has."""
    number = len(part.axis_points) if count is None else count
    word = _WORDS.get(part.axis, "point")
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def turned(part: SearchPart, most: int = 1000) -> str:
    """Say what became of the test at the culprit: the end of a sentence that names it.

    `most` is how many characters of the test are shown.
    """
    if part.result == "bad-from-start":
        return f"is the start, and {subject(part, most)} is {word(part, 'bad')} there already"
    likely = "likely " if part.result == "doubtful" else ""
    return f"{likely}turned {subject(part, most)} {word(part, 'bad')}"


def heading(postmortem: Postmortem, shown: Bisected, most: int) -> str:
    """Say in one sentence what was found; `most` is how many characters of the test are shown."""
    part = shown.part
    if not names_point(part):
        return unnamed(part, most)
    cell = next(iter(shown.culprits), None)
    named = f"{cell.name} {cell.title}".strip() if cell else part.axis
    if postmortem.culprit and part.axis == "instruction":
        named = place(postmortem)
    return f"{named} {turned(part, most)}"


def unnamed(part: SearchPart, most: int = 1000) -> str:
    """Give the headline of a search that names no point."""
    match part.result:
        case "undecided":
            count = points(part, len(part.candidates))
            return f"Any of {count} may have turned {subject(part, most)} {word(part, 'bad')}."
        case "stopped":
            return (
                f"The search for what turned {subject(part, most)} {word(part, 'bad')} was stopped."
            )
        case _:
            return part.sentence


def effort(part: SearchPart) -> str:
    """Say how much was tested of how much, and how."""
    keys = {probe.key for probe in part.probes}
    probes = f"{len(part.probes):,} {'probe' if len(part.probes) == 1 else 'probes'}"
    again = f" at {len(keys):,} of them" if len(keys) != len(part.probes) else ""
    way = f", {part.way}" if part.way else ""
    return f"{probes}{again} for {points(part)}{way}"


def names_point(part: SearchPart) -> bool:
    """Tell whether the headline can name one point, which then stands before `turned`."""
    return part.axis != "context" and part.result in (*_BLAMING, "doubtful")


def says_all(part: SearchPart) -> bool:
    """Tell whether the headline says as much as the search's sentence does."""
    if part.result == "found" and part.axis != "context":
        # What else there is to say stands behind the test.
        return part.sentence.endswith(f"`{part.question}`")
    return not names_point(part) and unnamed(part) == part.sentence


def last_good(postmortem: Postmortem, part: SearchPart) -> LastGoodPart | None:
    """Give the last good instruction; None where the points of the search are no instructions."""
    return postmortem.last_good if part.axis == "instruction" else None


def sign(verdict: str) -> str:
    """Give the mark of a verdict, `·` for none."""
    return _SIGNS.get(verdict, "?")


def word(part: SearchPart, verdict: str) -> str:
    """Give the person's word for a verdict, safe and short."""
    told = {"good": part.terms[0], "bad": part.terms[1]}.get(verdict, verdict)
    return one_line(told, _WORD)


def _blames(part: SearchPart, probe: ProbePart) -> bool:
    return probe.verdict == ("stop" if part.result == "stopped" else "bad")


def _culprits(postmortem: Postmortem, part: SearchPart) -> tuple[int, ...]:
    """Give the points that are to blame, or that the sentence is about, by their places."""
    every = range(len(part.axis_points))
    if part.axis == "context":
        return tuple(every) if part.result == "found" else ()
    if part.result == "stopped":
        keys = [probe.key for probe in part.probes if probe.verdict == "stop"]
        return tuple(at for at in every if part.axis_points[at].key in keys[-1:])
    if not names_point(part):
        return ()
    line = postmortem.culprit.line_start if postmortem.culprit else 0
    if part.axis == "instruction" and line:
        return tuple(at for at in every if part.axis_points[at].line == line)[:1]
    named = [at for at in every if f"{part.axis_points[at].title} is the " in part.sentence]
    named = named or [at for at in every if part.axis_points[at].verdict == "bad"]
    # Where one title ends as another does, the longer one was meant.
    return tuple(sorted(named, key=lambda at: -len(part.axis_points[at].title))[:1])


def _last_good(postmortem: Postmortem, part: SearchPart, culprits: Sequence[int]) -> int | None:
    """Give the place of the last good point."""
    good = postmortem.last_good
    if part.axis == "instruction" and good is not None:
        first = next((s.line_start for s in postmortem.steps if s.index == good.index), 0)
        return next((at for at, p in enumerate(part.axis_points) if p.line == first), None)
    if part.result != "found" or not culprits:
        return None
    before = range(culprits[0] - 1, -1, -1)
    return next((at for at in before if part.axis_points[at].verdict == "good"), None)


def _cells(part: SearchPart, culprits: Sequence[int], last_good: int | None) -> Iterator[Cell]:
    asked: dict[str, list[int]] = {}
    for number, probe in enumerate(part.probes, start=1):
        asked.setdefault(probe.key, []).append(number)
    flaky = {found.key: found for found in part.flaky}
    for at, point in enumerate(part.axis_points):
        seen = flaky.get(point.key)
        verdict = point.verdict
        if part.result == "stopped" and at in culprits:
            verdict = "stop"
        yield Cell(
            name=name(part, point),
            title=bare(part, point),
            line=point.line,
            verdict=verdict,
            word=word(part, verdict),
            sign=sign(verdict),
            asked=tuple(asked.get(point.key, ())),
            culprit=at in culprits,
            candidate=point.title in part.candidates,
            last_good=at == last_good,
            flaky=f"flaky: {word(part, 'good')} in {seen.passed} of {seen.runs}" if seen else "",
        )


def _asked(part: SearchPart, number: int, probe: ProbePart, at: int | None) -> Asked:
    point = part.axis_points[at] if at is not None else PointPart(key=probe.key, title=probe.title)
    code = "" if probe.exit_code is None else f"exit {probe.exit_code}"
    said = "timed out" if probe.timed_out else ""
    return Asked(
        number=number,
        at=at,
        name=name(part, point),
        title=bare(part, point),
        verdict=probe.verdict,
        word=word(part, probe.verdict),
        sign=sign(probe.verdict),
        code=", ".join(filter(None, (code, said or probe.reason))),
        seconds=probe.seconds,
    )


def name(part: SearchPart, point: PointPart) -> str:
    """Give a short name of a point: `line 4`, or its key; "" where its title says all."""
    if point.line and part.axis == "instruction":
        return f"line {point.line}"
    return point.key if part.axis == "commit" else ""


def bare(part: SearchPart, point: PointPart) -> str:
    """Give a point's title on one line, without the name that stands before it."""
    said = name(part, point)
    return headline(point.title.removeprefix(f"{said} ") if said else point.title)
