"""One bisection from its words to its exit code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

from bisectbuild.axes.commit import Commits
from bisectbuild.axes.walkable import Walkable
from bisectbuild.bisection.finding import Found
from bisectbuild.bisection.marks import Marks
from bisectbuild.cli.bisect.along import along
from bisectbuild.cli.bisect.asked import Asked
from bisectbuild.cli.bisect.crossing import CUT_SHORT, crossed
from bisectbuild.cli.bisect.found import Hunted, conclude
from bisectbuild.cli.bisect.grounding import grounded
from bisectbuild.cli.bisect.kept import kept
from bisectbuild.cli.bisect.marking import marked, pairs
from bisectbuild.cli.bisect.recording import begin, how_to_go_on, refuse_change
from bisectbuild.cli.bisect.seeking import seek
from bisectbuild.cli.bisect.telling import Teller
from bisectbuild.cli.bisect.testing import Tests, tester
from bisectbuild.cli.bisect.wish import Wish
from bisectbuild.cli.conclude import exit_code
from bisectbuild.cli.enter import tell
from bisectbuild.cli.own_build import build_own
from bisectbuild.cli.tools import forgetting, tooled
from bisectbuild.cli.work import Job, command_line, opened, read
from bisectbuild.dockerfile.check import check
from bisectbuild.errors import BisectBuildError
from bisectbuild.outcome import Healthy, Outcome
from bisectbuild.redact.text import redact
from bisectbuild.workbench.bench import Bench
from bisectbuild.workbench.tools import Tools


def hunt(wished: Wish) -> int:
    """Build, search, tell; give the exit code."""
    dockerfile = read(wished.options)
    check(dockerfile)
    with (
        opened(wished.options, wished.how, dockerfile, whole=False) as job,
        tooled(job) as own,
        forgetting(job, own) as tools,
    ):
        walkable = _walkable(wished.asked, job)
        if _stands_on_the_build(wished.asked):
            outcome = build_own(job, tools)
            job.display.close()
            if not isinstance(outcome, Healthy):
                return _not_built(job, tools, outcome)
        else:
            outcome = Healthy(records=(), probes=(), image="")
        if walkable is None:
            from bisectbuild.cli.bisect.contexts import search_files  # noqa: PLC0415 - rarely asked

            return search_files(wished, job, tools)
        return _search(wished, job, tools, walkable, outcome)


def _walkable(want: Asked, job: Job) -> Walkable | None:
    """Give the axis; None for the build context, which is no row of points.

    Raises UsageError for words that fit nothing, before a long build and not after it.
    """
    if want.axis == "context":
        return None
    walkable = along(want, job)
    marked(Marks(axis=walkable.axis), want)
    return walkable


def _stands_on_the_build(want: Asked) -> bool:
    """Tell whether the person's own build must pass for the question to make sense."""
    builds = want.question is not None and want.question.asks_whether_it_builds
    return want.axis == "instruction" or (want.axis == "run" and not builds)


def _not_built(job: Job, tools: Tools, outcome: Outcome) -> int:
    """Tell of a build that fails by itself: then there is no layer to ask."""
    with closing(Bench(tools, job.options, job.plan, outcome)) as bench:
        tell(job, bench)
    tools.say("The build itself fails, so its layers were not asked. To look there:")
    tools.say(f"  {redact(command_line('debug', job.options), job.plan.secrets)}")
    return exit_code(outcome)


def _search(wished: Wish, job: Job, tools: Tools, walkable: Walkable, built: Outcome) -> int:
    """Search along the axis and tell what was found."""
    want = wished.asked
    for note in walkable.notes if isinstance(walkable, Commits) else ():
        tools.say(note)
    with tester(want, job, tools, walkable, built) as tests:
        refuse_change(wished, job, tests.axis)
        known = kept(want, tests.axis, wished.log, tests.free)
        record = begin(wished, job, tests.axis, known.said)
        tests = tests.noted(record.note)  # noqa: PLW2901 - the same, noted
        if want.repeat > 1 and want.jobs > 1:
            tools.say("--repeat chooses each test by the last answer, so --jobs does nothing here.")
        try:
            teller = Teller(tests.axis, job.paint, want.terms)
            finding = seek(want, known.before(tests.ask), known.marks, teller)
        except KeyboardInterrupt:
            record.tell_how_to_go_on(tools)
            raise
        if want.size is not None and isinstance(finding, Found):
            with _told(tools):
                finding = _with_files(finding, tests, job, tools, built)
        log = record.close()
    hunted = Hunted(
        want=want,
        axis=tests.axis,
        name=walkable.name,
        way=tests.way,
        finding=finding,
        instructions=[tests.instruction(at) for at in range(len(tests.axis.points))],
        plan=job.plan,
        records=built.records,
        known=tuple(pairs(known.marks)),
        log=log,
        typed=wished.typed,
    )
    if isinstance(walkable, Commits) and isinstance(finding, Found):
        hunted = _looked_into(hunted, walkable, finding, job, tools)
    return conclude(job, tools, hunted)


def _looked_into(hunted: Hunted, walk: Commits, finding: Found, job: Job, tools: Tools) -> Hunted:
    """Look at the commit that was found, and below it; Ctrl-C there does not lose the commit."""
    try:
        with _told(tools):
            hunted = grounded(hunted, walk, finding, job, tools)
            hunted = crossed(hunted, walk, job, tools)
    except KeyboardInterrupt:
        how = how_to_go_on(hunted.typed, job.plan.secrets)
        conclude(job, tools, replace(hunted, remark=f"{CUT_SHORT} {how}"))
        raise
    return hunted


@contextmanager
def _told(tools: Tools) -> Iterator[None]:
    """Say what cannot be done in the block; what was found before is not lost for it."""
    try:
        yield
    except BisectBuildError as error:
        tools.say(f"No more can be told of it: {error.message}")


def _with_files(finding: Found, tests: Tests, job: Job, tools: Tools, built: Outcome) -> Found:
    """Tell which files make the layer that crosses a size as large as it is."""
    from bisectbuild.cli.bisect.weight import weighed  # noqa: PLC0415 - rarely asked for

    culprit = tests.instruction(finding.culprit)
    return finding if culprit is None else weighed(finding, culprit, job, tools, built)
