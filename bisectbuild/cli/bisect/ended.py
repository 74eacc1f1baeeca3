"""The end of a search by hand: told in words, and in every report that is asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from bisectbuild.assemble import Setting
from bisectbuild.axes.instructions import instructions_axis
from bisectbuild.bisection.drive import settled
from bisectbuild.bisection.finding import Changes, Finding, Found, NeverBad, Undecided
from bisectbuild.bisection.marks import Marks
from bisectbuild.bisection.walk import changes
from bisectbuild.builder import BuilderInfo, BuilderKind
from bisectbuild.cli.bisect.asked import Asked, asked, asked_by_hand
from bisectbuild.cli.bisect.found import Hunted, again, recorded, status
from bisectbuild.cli.bisect.marking import pairs
from bisectbuild.cli.bisect.refusing import refuse_change
from bisectbuild.cli.bisect.sentence import sentence
from bisectbuild.cli.bisect.wish import manner_of
from bisectbuild.cli.conclude import publish
from bisectbuild.cli.options import build_options
from bisectbuild.cli.secrets import secrets_of
from bisectbuild.cli.work import bare_plan, read
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.errors import ExitCode, UsageError
from bisectbuild.flags import values
from bisectbuild.options import BuildOptions, Manner
from bisectbuild.postmortem import Postmortem, Status
from bisectbuild.record import Record
from bisectbuild.redact.names import is_secret_name
from bisectbuild.search.plan import Plan

# What is said with a word holds in place of what the search was begun with.
_TELLING: Final = ("reports", "form", "color")
_TITLE: Final = "what was seen by hand"
_INFO: Final = BuilderInfo(
    kind=BuilderKind.UNKNOWN, name="", version="", why="A search by hand asks no builder."
)
_CODES: Final = {
    Status.HEALTHY: ExitCode.HEALTHY,
    Status.BROKEN: ExitCode.BROKEN,
    Status.INCONCLUSIVE: ExitCode.INCONCLUSIVE,
}


def manner_at_end(found: Record, given: Mapping[str, Any], *, as_begun: bool = True) -> Manner:
    """Give how to tell the end. Raises UsageError and FileFormatError as `manner` does."""
    _, before = _again(found)
    typed = {name: given[name] for name in _TELLING if not as_begun or name in given["said"]}
    return manner_of({**before, **typed})


def ended(found: Record, marks: Marks, given: Mapping[str, Any], *, as_begun: bool = True) -> int:
    """Say what the marks come to, as nothing is left to look at; give the exit code.

    `as_begun` says that the reports are written for which the search was begun. Raises UsageError
    where a report is asked for and the Dockerfile is not what was looked at.
    """
    how = manner_at_end(found, given, as_begun=as_begun)
    _, before = _again(found)
    finding = _every_change(marks) if before["whole"] else settled(marks)
    want = _want(found, before)
    if how.form == "text":
        sys.stdout.writelines(f"{line}\n" for line in _lines(marks, finding, want))
        sys.stdout.flush()
    if how.form != "text" or how.reports:
        publish(_postmortem(found, marks, finding, want), how, spoken=True)
    return _CODES[status(finding)]


def _again(found: Record) -> tuple[tuple[str, ...], dict[str, Any]]:
    from bisectbuild.cli.bisect import read_again  # noqa: PLC0415 - it imports us

    return read_again(found.start.words)


def _want(found: Record, before: Mapping[str, Any]) -> Asked:
    """Give what was asked for; the marks of a person stand for a test."""
    if found.start.by_hand:
        return replace(asked_by_hand(before), title=_TITLE)
    return asked(before, before["test"])


def _every_change(marks: Marks) -> Changes:
    verdicts = (verdict for _, verdict in pairs(marks))
    return Changes(changes=changes(marks), probes=(), answers=frozenset(verdicts))


def _lines(marks: Marks, finding: Finding, want: Asked) -> Iterator[str]:
    """Say what was found, in a few lines."""
    word, points, terms = marks.axis.word, marks.axis.points, want.terms
    match finding:
        case Found(culprit=culprit):
            yield points[culprit].title
            yield f"is the first {terms.bad} {word}."
        case NeverBad():
            yield f"The last {word} is {terms.good}, so there is nothing to find."
        case Undecided(candidates=left):
            yield f"Only skipped {word}s are left; the first {terms.bad} one is one of:"
            yield from (f"  {points[index].title}" for index in left)
        case _:
            yield sentence(want, marks.axis, finding)
    if isinstance(finding, Changes):
        for turn in finding.changes:
            turned = f"{terms.word(turn.before)} → {terms.word(turn.after)}"
            yield f"  {turned}  {points[turn.point].title}"


def _postmortem(found: Record, marks: Marks, finding: Finding, want: Asked) -> Postmortem:
    """Give the record of the search, made of the Dockerfile that was looked at."""
    words, before = _again(found)
    options = build_options(before, words)
    if options.dockerfile is None:
        raise UsageError(
            "The Dockerfile came from standard input and is not kept, so no report can show it.",
            hint="Begin with a file that stays: bisectbuild bisect start Dockerfile",
        )
    refuse_change(found, options)
    _refuse_unknown_secret(options)
    dockerfile = read(options)
    secrets = secrets_of(options, dockerfile, os.environ)
    plan = bare_plan(dockerfile, options, secrets)
    typed = ("start", *found.start.words) if found.start.by_hand else found.start.words
    around = Setting(
        dockerfile=dockerfile,
        options=options,
        info=_INFO,
        build_args=plan.build_args,
        reproduce=again(typed, secrets),
        started=datetime.now(UTC),
        seconds=0,
        secrets=secrets,
    )
    hunted = Hunted(
        want=want,
        axis=marks.axis,
        name=want.axis,
        way="by hand",
        finding=finding,
        instructions=_instructions(marks, want, plan, options),
        plan=plan,
        records=(),
        known=tuple(pairs(marks)),
        log=found.log,
    )
    return recorded(around, hunted)


def _refuse_unknown_secret(options: BuildOptions) -> None:
    """Raise UsageError where a secret that the record has not cannot be masked in the file."""
    for name in values(options.flags, "build-arg"):
        if "=" not in name and is_secret_name(name) and name not in os.environ:
            raise UsageError(
                f"The record holds no value of the build arg {name}, so that a report could show it"
                " where the Dockerfile does.",
                hint=f"Set {name} in the environment, and ask again: bisectbuild bisect next",
            )


def _instructions(
    marks: Marks, want: Asked, plan: Plan, options: BuildOptions
) -> Sequence[Instruction | None]:
    """Give the instruction of each point, None where the axis is another one."""
    if want.axis != "instruction":
        return [None] * len(marks.axis.points)
    walk = instructions_axis(plan, options)
    own = {point.key: walk.instruction(at) for at, point in enumerate(walk.axis.points)}
    return [own.get(point.key) for point in marks.axis.points]
