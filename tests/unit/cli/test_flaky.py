"""What is counted of runs, in which order they come, and how it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from bisectbuild.builder import Failure, FailureKind, StepStatus
from bisectbuild.cli import flaky
from bisectbuild.cli.flaky_reach import tallies_of
from bisectbuild.cli.flaky_runs import run_all
from bisectbuild.cli.flaky_table import Told, data, text
from bisectbuild.cli.flaky_tally import Steadiness, Tally
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.dockerfile.parse import parse
from bisectbuild.errors import EngineError, ExitCode
from bisectbuild.outcome import Broken, Culprit, Healthy
from bisectbuild.probing import again
from bisectbuild.probing.again import Run
from bisectbuild.trace.record import StepRecord
from bisectbuild.tty.paint import Paint
from tests.support.walks import options_for, plan_for

TEXT = "FROM a AS base\nRUN one\nRUN --mount=type=cache,target=/c two\nRUN TOKEN=hunter2 three\n"
PLAIN = Paint(on=False)


def steps() -> tuple[Instruction, ...]:
    """Give the three RUNs."""
    return parse(TEXT.encode()).instructions[1:]


def tally(*codes: int | None, at: int = 0, broke: bool = False) -> Tally:
    """Give a tally of runs that ended so."""
    found = Tally(instruction=steps()[at], stage="base", broke=broke)
    for code in codes:
        found.note(Run(code=code, seconds=0, output=(f"ended {code}",)))
    return found


GIVEN = {
    "runs": 9,
    "jobs": 1,
    "confidence": 0.9,
    "form": "text",
    "color": "never",
    "places": (),
}


def unheard(line: str) -> None:
    """Hear nothing."""
    del line


@dataclass(slots=True)
class Scripted:
    """Ends the runs of each line with its codes, one after the other; `stops` after so many.

    What then ends them is Ctrl-C, or an `error`.
    """

    codes: dict[int, Sequence[int]]
    stops: int = 10**6
    error: BaseException = field(default_factory=KeyboardInterrupt)
    in_builder: bool = True
    ran: list[int] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self, instruction: Instruction) -> Run:
        """Take the next code."""
        if len(self.ran) >= self.stops:
            raise self.error
        line = instruction.span.start
        at = self.ran.count(line)
        self.ran.append(line)
        return Run(code=self.codes[line][at], seconds=0)

    def stop(self) -> None:
        """Remember it."""
        self.stopped.set()

    def close(self) -> None:
        """Hold nothing."""


@pytest.mark.parametrize(
    ("codes", "broke", "steadiness"),
    [
        ((0, 0), False, Steadiness.STABLE),
        ((0, 1), False, Steadiness.FLAKY),
        ((1, 2), False, Steadiness.FAILS),
        ((None, None), False, Steadiness.FAILS),
        ((0, 0), True, Steadiness.FLAKY),
        ((1, 1), True, Steadiness.FAILS),
        ((), True, Steadiness.NOT_RUN),
    ],
)
def test_flaky_is_what_was_seen_to_pass_and_to_fail(
    codes: tuple[int | None, ...],
    broke: bool,  # noqa: FBT001 - one of a table
    steadiness: Steadiness,
) -> None:
    """A failure of the person's own build counts as seen, and makes no run."""
    found = tally(*codes, broke=broke)

    assert found.steadiness is steadiness
    assert len(found.runs) == len(codes)


def test_a_run_that_never_came_to_the_step_is_none() -> None:
    """It is told, and changes no rate."""
    found = tally(0, 0)
    found.note(Run(code=None, seconds=0, reason="line 2 fails", counts=False))

    assert (found.passed, len(found.runs), found.steadiness) == (2, 2, Steadiness.STABLE)
    assert found.notes() == ["not every run came to it: line 2 fails"]


def test_runs_are_interleaved() -> None:
    """The first of each, then the second of each."""
    tallies = [tally(at=0), tally(at=1)]
    runner = Scripted(codes={2: (0, 1), 3: (0, 0)})
    said: list[str] = []

    stopped = run_all(tallies, 2, 1, runner, said.append)

    assert not stopped
    assert runner.ran == [2, 3, 2, 3]
    assert [t.steadiness for t in tallies] == [Steadiness.FLAKY, Steadiness.STABLE]
    assert any("line 2 failed in run 2 (exit code 1)" in line for line in said)
    assert "2 of 2 runs done" in said[-1]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_ctrl_c_cuts_short_keeps_what_was_seen(jobs: int) -> None:
    """The runs before it count; where several go on at once, all are ended."""
    tallies = [tally(at=0), tally(at=1)]
    runner = Scripted(codes={2: (0,) * 9, 3: (0,) * 9}, stops=6)

    assert run_all(tallies, 9, jobs, runner, unheard)
    assert sum(len(t.runs) for t in tallies) == len(runner.ran) >= 6
    assert runner.stopped.is_set() == (jobs > 1)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_engine_that_fails_late_leaves_what_was_seen(jobs: int) -> None:
    """Its error is given, to be told behind the table."""
    tallies = [tally(at=0), tally(at=1)]
    gone = EngineError("gone")
    runner = Scripted(codes={2: (0,) * 9, 3: (0,) * 9}, stops=6, error=gone)

    assert run_all(tallies, 9, jobs, runner, unheard) is gone
    assert sum(len(t.runs) for t in tallies) == len(runner.ran) >= 6


@pytest.mark.parametrize(("stops", "told"), [(4, True), (0, False)])
def test_the_table_comes_before_the_error_of_an_engine_that_failed(
    stops: int,
    told: bool,  # noqa: FBT001 - one of a table
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It is marked as interrupted; where nothing ran there is none."""
    runner = Scripted(codes={2: (0,) * 9}, stops=stops, error=EngineError("gone"))
    monkeypatch.setattr(again, "Runner", lambda *_: runner)
    job = SimpleNamespace(plan=plan_for(TEXT, options_for()), options=options_for())
    given = {**GIVEN, "form": "json"}
    built = Healthy(records=(), probes=(), image="")

    with pytest.raises(EngineError, match="gone"):
        flaky.run(given, job, SimpleNamespace(say=unheard), built, steps()[:1])  # type: ignore[arg-type]

    out = capsys.readouterr().out
    if not told:
        assert out == ""
        return
    table = json.loads(out)
    assert table["interrupted"]
    assert [step["passed"] for step in table["steps"]] == [4]


@pytest.mark.parametrize(
    ("places", "code"), [((), ExitCode.INCONCLUSIVE), (("2",), ExitCode.HEALTHY)]
)
def test_a_build_that_fails_at_no_run_is_not_called_healthy(
    places: tuple[str, ...], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though each RUN is stable; where one alone was asked for, that is the answer."""
    monkeypatch.setattr(again, "Runner", lambda *_: Scripted(codes={2: (0,) * 9}))
    plan = plan_for("FROM base\nRUN one\nCOPY missing /x\n", options_for())
    _, one, copy = plan.dockerfile.instructions
    culprit = Culprit(instruction=copy, failure=Failure(kind=FailureKind.STEP, message="no"))
    records = (StepRecord(instruction=one, status=StepStatus.DONE),)
    built = Broken(records=records, probes=(), culprit=culprit, last_good=None)
    job = SimpleNamespace(plan=plan, options=options_for())

    found = flaky.run(
        {**GIVEN, "places": places},
        job,  # type: ignore[arg-type]
        SimpleNamespace(say=unheard),  # type: ignore[arg-type]
        built,
        (one,),
    )

    assert found == code


def test_the_table_begins_with_the_flaky_ones() -> None:
    """Then those that always fail; a failing run's last lines stand below."""
    tallies = [tally(0, 0, at=0), tally(1, 1, at=1), tally(0, 7, at=2)]

    told = text(Told(tallies=tallies, runs=2, confidence=0.9), PLAIN)

    rows = told.splitlines()[1:4]
    assert [row.split()[0] for row in rows] == ["4", "3", "2"]
    assert "1/2" in rows[0]
    assert "flaky" in rows[0]
    assert "fails always" in rows[1]
    assert "90% confidence interval" in told
    assert "Line 4, a run that failed (exit code 7):\n  │ ended 7\n" in told


def test_no_secret_stands_in_the_table() -> None:
    """Neither one that was given nor what a secret name is given."""
    told = Told(tallies=[tally(0, at=2)], runs=1, confidence=0.9, secrets=("three",))

    for shown in (text(told, PLAIN), data(told)):
        assert "hunter2" not in shown
        assert "three" not in shown


def test_json_holds_the_numbers() -> None:
    """Rates from 0 to 1, null where nothing ran."""
    told = Told(tallies=[tally(0, 3, 3, 0), tally(at=1)], runs=4, confidence=0.95)

    first, other = json.loads(data(told))["steps"]

    assert (first["line"], first["passed"], first["runs"], first["rate"]) == (2, 2, 4, 0.5)
    assert first["interval"][0] < 0.5 < first["interval"][1]
    assert first["exit_codes"] == {"0": 2, "3": 2}
    assert first["failing_output"] == ["ended 3"]
    assert (other["rate"], other["verdict"]) == (None, "not reached")


def test_what_the_build_did_not_come_to_is_not_run() -> None:
    """The step that fails is, and those before it."""
    plan, (one, two, three) = plan_for(TEXT, options_for()), steps()
    failure = Failure(kind=FailureKind.STEP, message="it failed")
    built = Broken(
        records=(
            StepRecord(instruction=one, status=StepStatus.CACHED),
            StepRecord(instruction=two, status=StepStatus.FAILED),
            StepRecord(instruction=three),
        ),
        probes=(),
        culprit=Culprit(instruction=two, failure=failure),
        last_good=None,
    )
    said: list[str] = []

    found = tallies_of(plan, built, (one, two, three), said.append)

    assert [t.reached for t in found] == [True, True, False]
    assert [t.broke for t in found] == [False, True, False]
    assert found[1].stood_in == ("/c",)
    assert "fails at line 3" in said[0]


def test_all_of_a_build_that_passes_can_be_run() -> None:
    """Also what the builder told nothing of."""
    plan = plan_for(TEXT, options_for())

    found = tallies_of(plan, Healthy(records=(), probes=(), image=""), steps(), unheard)

    assert all(t.reached and not t.broke for t in found)


def test_a_step_of_a_file_that_is_refused_never_ran() -> None:
    """So it is none that failed."""
    plan, (one, two, _) = plan_for(TEXT, options_for()), steps()
    failure = Failure(kind=FailureKind.CONVERSION, message="no such flag")
    culprit = Culprit(instruction=two, failure=failure)
    built = Broken(records=(), probes=(), culprit=culprit, last_good=None)

    found = tallies_of(plan, built, (one, two), unheard)

    assert not any(t.reached or t.broke for t in found)
