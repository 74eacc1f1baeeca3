"""What the HTML page shows, made from a postmortem: the template only sets it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bisectbuild.postmortem import (
    Command,
    Evidence,
    FindingPart,
    Postmortem,
    ProbePart,
    Status,
)
from bisectbuild.report import source, words
from bisectbuild.report.bisected import Bisected, bisected, heading, last_good, word
from bisectbuild.report.causes import findings
from bisectbuild.report.loglines import Fold, folds, log_lines
from bisectbuild.report.search_page import SearchShown, search_shown
from bisectbuild.report.timeline import Timeline, timeline
from bisectbuild.tty.text import one_line, seconds

_LONGEST: Final = 4000
_MOST_CHANGES: Final = 1000
_HEADLINE: Final = 160
_LAST: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A command of the shell's transcript; `code` is "" where none was noted."""

    code: str
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One build of the search, with the instruction it built up to."""

    line: int
    verdict: str
    seconds: str
    code: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that the page shows beside the record itself.

    `sizes` tells that layers' sizes are known; `facts` and `surroundings` are names with values;
    `linked` are the numbers of the log's lines that can be linked to; `sections` names the parts
    that there are, by their ids; `bisected` is None for the search of a failing build.
    """

    title: str
    place: str
    rows: tuple[source.Row, ...]
    sizes: bool
    timeline: Timeline | None
    folds: tuple[Fold, ...]
    linked: frozenset[int]
    changes_left_out: int
    probes: tuple[Probe, ...]
    typed: tuple[Typed, ...]
    facts: tuple[tuple[str, str], ...]
    surroundings: tuple[tuple[str, str], ...]
    sections: tuple[tuple[str, str], ...]
    findings: tuple[FindingPart, ...]
    command: Command | None
    unexplained: tuple[Evidence, ...]
    message: str
    bisected: SearchShown | None = None


def page(postmortem: Postmortem) -> Page:
    """Lay out a postmortem."""
    lines = log_lines(postmortem)
    shown = timeline(postmortem)
    hunt = bisected(postmortem)
    return Page(
        title=heading(postmortem, hunt, _HEADLINE) if hunt else _title(postmortem),
        place=words.place(postmortem),
        rows=source.rows(postmortem),
        sizes=any(step.size is not None for step in postmortem.steps),
        timeline=shown,
        folds=folds(lines),
        linked=frozenset(line.number for line in lines),
        changes_left_out=max(len(postmortem.changes) - _MOST_CHANGES, 0),
        probes=tuple(_probes(postmortem)),
        typed=tuple(map(_typed, postmortem.transcript)),
        facts=tuple(_asked_facts(postmortem, hunt) if hunt else _facts(postmortem)),
        surroundings=tuple(_surroundings(postmortem)),
        sections=tuple(_sections(postmortem, shown, hunt)),
        findings=findings(postmortem),
        command=words.command(postmortem.culprit) if postmortem.culprit else None,
        unexplained=_unexplained(postmortem),
        message=words.message(postmortem.culprit) if postmortem.culprit else postmortem.message,
        bisected=search_shown(postmortem, hunt) if hunt else None,
    )


def _title(postmortem: Postmortem) -> str:
    match postmortem.status:
        case Status.HEALTHY:
            return f"{words.place(postmortem)} builds"
        case Status.INCONCLUSIVE:
            return f"{words.place(postmortem)} fails, and no instruction can be named"
        case Status.BROKEN:
            return f"The build breaks at {words.place(postmortem)}"


def _unexplained(postmortem: Postmortem) -> tuple[Evidence, ...]:
    """Give the end of the log where nothing is known of the failure."""
    if postmortem.findings or postmortem.status is Status.HEALTHY:
        return ()
    told = [line for line in log_lines(postmortem) if line.text.strip()]
    return tuple(Evidence(text=line.text, line=line.number) for line in told[-_LAST:])


def _facts(postmortem: Postmortem) -> Iterator[tuple[str, str]]:
    culprit, good = postmortem.culprit, postmortem.last_good
    if culprit:
        if culprit.exit_code is not None:
            yield "exit code", str(culprit.exit_code)
        if words.stage(culprit.stage):
            yield "stage", culprit.stage
        yield "last good layer", f"line {good.line_end}" if good else "none"
    yield "took", seconds(postmortem.seconds)
    yield "begun", words.when(postmortem.started)


def _asked_facts(postmortem: Postmortem, hunt: Bisected) -> Iterator[tuple[str, str]]:
    culprit, good, probe = postmortem.culprit, last_good(postmortem, hunt.part), hunt.blamed
    if probe and probe.exit_code is not None:
        yield "the test's exit code", str(probe.exit_code)
    if culprit and words.stage(culprit.stage):
        yield "stage", culprit.stage
    if good:
        yield f"last {word(hunt.part, 'good')}", f"line {good.line_end}"
    if hunt.part.confidence is not None:
        yield "confidence", f"{hunt.part.confidence:.0%}"
    yield "probes", str(len(hunt.probes))
    yield "took", seconds(postmortem.seconds)
    yield "begun", words.when(postmortem.started)


def _surroundings(postmortem: Postmortem) -> Iterator[tuple[str, str]]:
    builder = postmortem.builder
    yield "bisectbuild", postmortem.tool.version
    yield "builder", " ".join(filter(None, (builder.kind, builder.version, builder.name)))
    yield "why this builder", builder.why
    yield "Dockerfile", postmortem.dockerfile.path
    yield "Dockerfile's sha256", postmortem.dockerfile.sha256
    yield "build context", postmortem.context.path
    yield "target", postmortem.target
    yield "platform", postmortem.platform
    if postmortem.last_good:
        yield "image of the last good layer", postmortem.last_good.image
    yield from postmortem.environment.items()
    for name, value in postmortem.build_args.items():
        yield f"build arg {name}", value


def _sections(
    postmortem: Postmortem, shown: Timeline | None, hunt: Bisected | None
) -> Iterator[tuple[str, str]]:
    if hunt:
        yield "search", "Search"
    if postmortem.findings if hunt else postmortem.status is not Status.HEALTHY:
        yield "why", "Why"
    yield "dockerfile", "Dockerfile"
    if shown:
        yield "time", "Time line"
    if postmortem.log.lines or postmortem.log.kept or postmortem.log.tail:
        yield "log", "Log"
    if postmortem.changes:
        yield "changes", "Files changed"
    if postmortem.search and not hunt:
        yield "search", "Search"
    if postmortem.transcript:
        yield "shell", "Shell"
    yield "again", "Do it again"
    yield "environment", "Environment"


def _probes(postmortem: Postmortem) -> Iterator[Probe]:
    sources = {step.index: step.source for step in postmortem.steps if not step.trigger}
    for probe in postmortem.search.probes if postmortem.search else ():
        yield _probe(probe, sources.get(probe.index, ""))


def _probe(probe: ProbePart, text: str) -> Probe:
    return Probe(
        line=probe.line_end,
        verdict=probe.verdict,
        seconds=seconds(probe.seconds),
        code="" if probe.exit_code is None else str(probe.exit_code),
        source=one_line(words.headline(text), _HEADLINE),
    )


def _typed(entry: str) -> Typed:
    """Read an entry of the transcript: the exit code, a tab and the command."""
    code, tab, command = entry.partition("\t")
    if not (tab and code.isdigit()):
        code, command = "", entry
    return Typed(code=code, command=words.clipped(command, _LONGEST))
