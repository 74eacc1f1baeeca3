"""What a search found: the outcome, its part of the postmortem, and the telling of it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bisectbuild.assemble import Setting, assemble
from bisectbuild.bisection.axis import Axis, Point
from bisectbuild.bisection.finding import (
    Changes,
    Doubtful,
    Finding,
    Found,
    NeverBad,
    Stopped,
    Undecided,
)
from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.builder import Failure, FailureKind
from bisectbuild.cli.bisect.asked import Asked
from bisectbuild.cli.bisect.sentence import of_bad_ground, sentence
from bisectbuild.cli.bisect.stored import stored
from bisectbuild.cli.conclude import publish
from bisectbuild.cli.setting import setting
from bisectbuild.cli.work import Job, command_line
from bisectbuild.dockerfile.cut import cut_after
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.dockerfile.place import Side
from bisectbuild.errors import ExitCode
from bisectbuild.outcome import Broken, Culprit, Healthy, LastGood, Outcome
from bisectbuild.postmortem import (
    FlakyPart,
    PointPart,
    Postmortem,
    ProbePart,
    SearchPart,
    Status,
    TurnPart,
)
from bisectbuild.redact.text import redact
from bisectbuild.search.plan import Plan
from bisectbuild.trace.record import StepRecord
from bisectbuild.workbench.tools import Tools


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunted:
    """A search that has ended: what was asked along what, how, and what came of it.

    `instructions` stand for the points, None where a point is none. `plan` is that of the
    Dockerfile which holds them, `records` what its build said of them. `known` are the marks
    that needed no test. `within` is the instruction that is bad within the point that was found,
    and its title; `remark` says why there is none. `ground` is what the point answered that
    the axis stands on, each time that it was tested, and `is_bad_below` tells that it is bad.
    `typed` are the words of the command line.
    """

    want: Asked
    axis: Axis
    name: str
    way: str
    finding: Finding
    instructions: Sequence[Instruction | None]
    plan: Plan
    records: tuple[StepRecord, ...]
    known: tuple[tuple[int, Verdict], ...] = ()
    within: tuple[Instruction, str] | None = None
    remark: str = ""
    ground: tuple[Answer, ...] = ()
    is_bad_below: bool = False
    typed: tuple[str, ...] = ()
    log: str = ""


def conclude(job: Job, tools: Tools, hunted: Hunted) -> int:
    """Tell what was found, write the reports, say how to look; give the exit code."""
    told = postmortem(job, hunted)
    publish(told, job.manner)
    if isinstance(hunted.finding, Found) and hunted.name == "instruction":
        culprit = hunted.instructions[hunted.finding.culprit]
        if culprit is not None:
            _say_how(job, tools, culprit)
    return code_of(told)


def _say_how(job: Job, tools: Tools, culprit: Instruction) -> None:
    """Print the command lines that open the states around an instruction."""
    tools.say("Look at it:")
    for side in Side:
        if side is Side.AFTER or culprit.keyword != "FROM":
            at = f"--at={culprit.span.start}:{side.value}"
            tools.say(f"  {redact(command_line('shell', job.options, at), job.plan.secrets)}")


def code_of(told: Postmortem) -> int:
    """Give the exit code of a search: 1 where it found something, 5 where it could not."""
    match told.status:
        case Status.HEALTHY:
            return ExitCode.HEALTHY
        case Status.BROKEN:
            return ExitCode.BROKEN
        case _:
            return ExitCode.INCONCLUSIVE


def postmortem(job: Job, hunted: Hunted) -> Postmortem:
    """Give the record of a search."""
    around = setting(job, hunted.plan)
    return recorded(replace(around, reproduce=again(hunted.typed, job.plan.secrets)), hunted)


def recorded(around: Setting, hunted: Hunted) -> Postmortem:
    """Give the record of a search with what is around it."""
    told = assemble(replace(around, search=search_part(hunted)), _outcome(hunted))
    return replace(told, status=status(hunted.finding), message=said_in(told))


def said_in(told: Postmortem) -> str:
    """Give what a search came to, secrets masked."""
    return told.search.sentence if told.search else ""


def again(typed: tuple[str, ...], secrets: tuple[str, ...]) -> str:
    """Give the command that asks the same again; secrets in it have no value."""
    return shlex.join(("bisectbuild", "bisect", *stored(list(typed), secrets)))


def status(finding: Finding) -> Status:
    """Give the one word of a finding."""
    match finding:
        case Found():
            return Status.BROKEN
        case NeverBad():
            return Status.HEALTHY
        case Changes(changes=(), answers=answers):
            return _alike(answers)
        case Changes():
            return Status.BROKEN
        case _:
            return Status.INCONCLUSIVE


def _alike(verdicts: frozenset[Verdict]) -> Status:
    """Give the status where no point answers otherwise than the one below it."""
    if Verdict.BAD in verdicts:
        return Status.BROKEN
    return Status.HEALTHY if Verdict.GOOD in verdicts else Status.INCONCLUSIVE


def _outcome(hunted: Hunted) -> Outcome:
    """Give the outcome that a postmortem is made of: broken where an instruction is to blame."""
    finding = hunted.finding
    culprit = None
    if isinstance(finding, Found):
        culprit = hunted.within[0] if hunted.within else hunted.instructions[finding.culprit]
    if not isinstance(finding, Found) or culprit is None:
        return Healthy(records=hunted.records, probes=(), image="")
    answer = next((p.answer for p in finding.probes if p.point == finding.culprit), None)
    failure = Failure(kind=FailureKind.STEP, message=_said(hunted))
    return Broken(
        records=hunted.records,
        probes=(),
        culprit=Culprit(
            instruction=culprit,
            failure=failure,
            exit_code=None if answer is None else answer.exit_code,
        ),
        last_good=_last_good(hunted, finding),
    )


def _last_good(hunted: Hunted, finding: Found) -> LastGood | None:
    """Give the instruction before the culprit where it is instructions that were searched."""
    if hunted.name != "instruction" or finding.last_good is None:
        return None
    before = hunted.instructions[finding.last_good]
    if before is None:
        return None
    target = cut_after(hunted.plan.dockerfile, before.index).target
    return LastGood(instruction=before, target=target, image="")


def _said(hunted: Hunted) -> str:
    if hunted.is_bad_below:
        return of_bad_ground(hunted.want, hunted.axis)
    said = sentence(hunted.want, hunted.axis, hunted.finding)
    there = f"There it is {hunted.within[1]}" if hunted.within else hunted.remark
    return f"{said} {there}".rstrip()


def search_part(hunted: Hunted) -> SearchPart:
    """Give a search as the postmortem has it."""
    finding, axis, want = hunted.finding, hunted.axis, hunted.want
    candidates = finding.candidates if isinstance(finding, Undecided) else ()
    return SearchPart(
        question=want.title,
        probes=tuple(_probes(hunted)),
        remaining=len(candidates),
        axis=hunted.name,
        axis_points=tuple(_points(hunted)),
        way=hunted.way,
        result=_result(hunted),
        sentence=_said(hunted),
        candidates=tuple(axis.points[index].title for index in candidates),
        changes=tuple(_turns(axis, finding)),
        confidence=finding.confidence if isinstance(finding, Doubtful) else None,
        flaky=tuple(_flaky(hunted)) if want.repeat > 1 else (),
        terms=(want.terms.good, want.terms.bad),
        log=hunted.log,
    )


_RESULTS: Final = {
    NeverBad: "never-bad",
    Undecided: "undecided",
    Stopped: "stopped",
    Doubtful: "doubtful",
    Changes: "changes",
}


def _result(hunted: Hunted) -> str:
    finding = hunted.finding
    if not isinstance(finding, Found):
        return _RESULTS[type(finding)]
    stands = finding.last_good is not None or hunted.axis.below is not None
    return "found" if stands and not hunted.is_bad_below else "bad-from-start"


def _probes(hunted: Hunted) -> Iterator[ProbePart]:
    """Give every test, that of the point below the axis last."""
    points = hunted.axis.points
    for probe in hunted.finding.probes:
        yield _probe(points[probe.point], hunted.instructions[probe.point], probe.answer)
    if hunted.axis.below is not None:
        for answer in hunted.ground:
            yield _probe(hunted.axis.below, None, answer)


def _probe(point: Point, instruction: Instruction | None, answer: Answer) -> ProbePart:
    return ProbePart(
        index=instruction.index if instruction else 0,
        line_end=instruction.span.end if instruction else 0,
        verdict=_verdict(answer),
        seconds=round(answer.seconds, 3),
        exit_code=answer.exit_code,
        key=point.key,
        title=point.title,
        reason=answer.reason,
        timed_out=answer.timed_out,
        output=answer.output,
    )


def _points(hunted: Hunted) -> Iterator[PointPart]:
    """Give every point, with its last verdict where it was tested or marked.

    The one below the axis is among them where it was tested.
    """
    verdicts = {point: verdict.value for point, verdict in hunted.known}
    verdicts |= {p.point: p.answer.verdict.value for p in hunted.finding.probes if p.answer.verdict}
    below, ground = hunted.axis.below, hunted.ground
    if below is not None and ground:
        said = ground[-1].verdict.value if ground[-1].verdict else ""
        yield PointPart(key=below.key, title=below.title, verdict=said)
    for index, point in enumerate(hunted.axis.points):
        at = hunted.instructions[index]
        yield PointPart(
            key=point.key,
            title=point.title,
            verdict=verdicts.get(index, ""),
            line=at.span.start if at else 0,
        )


def _verdict(answer: Answer) -> str:
    return "stop" if answer.verdict is None else answer.verdict.value


def _turns(axis: Axis, finding: Finding) -> list[TurnPart]:
    if not isinstance(finding, Changes):
        return []
    return [
        TurnPart(
            key=axis.points[change.point].key,
            title=axis.points[change.point].title,
            before=change.before.value,
            after=change.after.value,
        )
        for change in finding.changes
    ]


def _flaky(hunted: Hunted) -> Iterator[FlakyPart]:
    """Give the points that answered both ways, that below the axis first."""
    from bisectbuild.bisection.evidence import flaky_points  # noqa: PLC0415 - rarely asked for

    axis, probes = hunted.axis, hunted.finding.probes
    ground = [answer.verdict for answer in hunted.ground]
    if axis.below is not None and {Verdict.GOOD, Verdict.BAD} <= set(ground):
        yield _flaky_part(axis.below, ground)
    for index in flaky_points(probes):
        yield _flaky_part(
            axis.points[index], [p.answer.verdict for p in probes if p.point == index]
        )


def _flaky_part(point: Point, verdicts: Sequence[Verdict | None]) -> FlakyPart:
    from bisectbuild.bisection.interval import interval  # noqa: PLC0415 - rarely asked for

    passed, runs = verdicts.count(Verdict.GOOD), len(verdicts)
    low, high = interval(passed, runs)
    return FlakyPart(key=point.key, title=point.title, passed=passed, runs=runs, low=low, high=high)
