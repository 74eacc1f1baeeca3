"""The axis of the build context: which changed files make the test bad."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field, replace

from bisectbuild.assemble import assemble
from bisectbuild.axes.changes import Change
from bisectbuild.axes.compared import Sight
from bisectbuild.axes.context import ContextResult, Result, of_same_files, search_context
from bisectbuild.axes.sides import two_sides
from bisectbuild.bisection.axis import Axis, Point
from bisectbuild.bisection.delta import minimal
from bisectbuild.bisection.log import read_named
from bisectbuild.bisection.terms import Terms
from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.cli.bisect.along import git, make_plan
from bisectbuild.cli.bisect.asked import Asked
from bisectbuild.cli.bisect.found import again, code_of, said_in
from bisectbuild.cli.bisect.kept import AGAIN
from bisectbuild.cli.bisect.recording import Recording, begin, refuse_change
from bisectbuild.cli.bisect.telling import answer_line
from bisectbuild.cli.bisect.wish import Wish
from bisectbuild.cli.conclude import publish
from bisectbuild.cli.setting import setting
from bisectbuild.cli.work import Job
from bisectbuild.engines.here import run_here
from bisectbuild.errors import UsageError
from bisectbuild.outcome import Healthy
from bisectbuild.postmortem import PointPart, ProbePart, SearchPart, Status
from bisectbuild.probing.choose import prober_for
from bisectbuild.probing.prober import Prober
from bisectbuild.probing.subject import Subject
from bisectbuild.questions.question import Question
from bisectbuild.tty.paint import Paint
from bisectbuild.tty.text import visible
from bisectbuild.workbench.tools import Tools

# Which sets of changes are asked about shows only as the search goes on.
_NO_AXIS = Axis(points=(), parents=(), word="set of changes")
_STATUS = {
    Result.FOUND: (Status.BROKEN, "found"),
    Result.SAME: (Status.HEALTHY, "never-bad"),
    Result.BAD_IS_GOOD: (Status.HEALTHY, "never-bad"),
    Result.GOOD_IS_BAD: (Status.INCONCLUSIVE, "bad-from-start"),
    Result.UNDECIDED: (Status.INCONCLUSIVE, "undecided"),
    Result.STOPPED: (Status.INCONCLUSIVE, "stopped"),
}


def search_files(wished: Wish, job: Job, tools: Tools) -> int:
    """Find the fewest changed files that make it bad, tell them; give the exit code.

    What a log answers of a set of changes is not asked again, as long as no file differs.
    """
    want = wished.asked
    if want.question is None:
        raise UsageError(
            f"{want.title} works along instructions only.",
            hint="Leave out --axis, or test with: -- CMD",
        )
    refuse_change(wished, job, _NO_AXIS)
    sight = Sight(buildkit=tools.is_buildkit, client_version=tools.client_version)
    with (
        two_sides(want.spec, job.options, job.dockerfile, make_plan(job), git()) as sides,
        closing(prober_for(tools, want.question, run_here)) as prober,
    ):
        for note in sides.notes:
            tools.say(note)
        asking = _Asking(
            question=want.question,
            terms=want.terms,
            prober=prober,
            kept=read_named(wished.log, want.terms)[0],
            begin=lambda known: begin(wished, job, _NO_AXIS, known),
            say=tools.say,
            paint=job.paint,
        )
        try:
            found = search_context(sides, sight, asking.ask, minimal)
        except KeyboardInterrupt:
            if asking.record is not None:
                asking.record.tell_how_to_go_on(tools)
            raise
        log = "" if asking.record is None else asking.record.close()
        part = replace(_part(want, found, asking.probes, prober.way), log=log)
    return _publish(part, job, wished.typed, _STATUS[found.result][0])


@dataclass(slots=True, kw_only=True)
class _Asking:
    """Asks about sets of changes, and keeps what they answered.

    `kept` are answers of before; those that are of other files are dropped when the record begins.
    """

    question: Question
    terms: Terms
    prober: Prober
    kept: tuple[tuple[Point, Verdict], ...]
    begin: Callable[[tuple[tuple[Point, Verdict], ...]], Recording]
    say: Callable[[str], None]
    paint: Paint
    probes: list[ProbePart] = field(default_factory=list)
    record: Recording | None = None

    def ask(self, part: Point, subject: AbstractContextManager[Subject]) -> Answer:
        """Answer for a set, from what is known where that is enough."""
        record = self.record = self.record or self._begun(part)
        known = {point.key: verdict for point, verdict in self.kept}
        if part.key in known:
            answer = Answer(verdict=known[part.key], reason=AGAIN)
        else:
            with subject as built:
                answer = self.prober.ask(built, self.question)
            record.note_of(part, answer)
        self.say(answer_line(part.title, answer, self.terms, self.paint))
        self.probes.append(_probe(part, answer))
        return answer

    def _begun(self, part: Point) -> Recording:
        """Begin the record with what still holds; what does not is told of."""
        holds = tuple(pair for pair in self.kept if of_same_files(pair[0].key, part.key))
        if len(holds) < len(self.kept):
            gone = len(self.kept) - len(holds)
            self.say(f"Files changed since, so {gone} answers of before do not hold any more.")
        self.kept = holds
        return self.begin(holds)


def _publish(part: SearchPart, job: Job, typed: tuple[str, ...], status: Status) -> int:
    """Tell what was found, write the reports; give the exit code."""
    around = replace(setting(job), search=part, reproduce=again(typed, job.plan.secrets))
    told = assemble(around, Healthy(records=(), probes=(), image=""))
    told = replace(told, status=status, message=said_in(told))
    publish(told, job.manner)
    return code_of(told)


def _part(want: Asked, found: ContextResult, probes: list[ProbePart], way: str) -> SearchPart:
    files = tuple(_title(change) for change in found.files)
    candidates = files if found.result is Result.UNDECIDED else ()
    return SearchPart(
        question=want.title,
        probes=tuple(probes),
        remaining=len(candidates),
        axis="context",
        axis_points=tuple(
            PointPart(key=change.path, title=title, verdict="bad")
            for change, title in zip(found.files, files, strict=True)
        ),
        way=way,
        result=_STATUS[found.result][1],
        sentence=_sentence(want, found, files),
        candidates=candidates,
        terms=(want.terms.good, want.terms.bad),
    )


def _sentence(want: Asked, found: ContextResult, files: tuple[str, ...]) -> str:
    bad = want.terms.bad
    listed = "; ".join(files)
    match found.result:
        case Result.FOUND:
            those = "this change makes" if len(files) == 1 else "these changes together make"
            said = f"Of {found.changed} changed files {those} `{want.title}` {bad}: {listed}"
        case Result.SAME:
            said = "The two contexts are the same, as the builder sees them."
        case Result.BAD_IS_GOOD:
            good = want.terms.good
            said = f"`{want.title}` is {good} with all changes, so there is nothing to find."
        case Result.GOOD_IS_BAD:
            said = (
                f"`{want.title}` is {bad} without any of the changes: no file of them is to blame."
            )
        case Result.UNDECIDED if files:
            said = (
                f"With these {len(files)} of {found.changed} changed files `{want.title}` is {bad},"
                f" but without {_these(found.untested)} it could not be tested (see the skipped"
                f" tests), so fewer of them may be enough: {listed}"
            )
        case _:
            reason = found.answer.reason if found.answer else ""
            said = f"An end could not be tested, so nothing can be found between them. {reason}"
    return " ".join((said, *found.notes)).strip()


def _these(untested: int) -> str:
    return "one of them" if untested == 1 else f"any one of {untested} of them"


def _title(change: Change) -> str:
    because = f" ({change.because})" if change.because else ""
    return visible(f"{change.path} [{change.kind.value}]{because}")


def _probe(part: Point, answer: Answer) -> ProbePart:
    return ProbePart(
        index=0,
        line_end=0,
        verdict="stop" if answer.verdict is None else answer.verdict.value,
        seconds=round(answer.seconds, 3),
        exit_code=answer.exit_code,
        key=part.key,
        title=visible(part.title),
        reason=answer.reason,
        timed_out=answer.timed_out,
        output=answer.output,
    )
