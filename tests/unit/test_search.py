"""Tests for bisectbuild.search."""

from __future__ import annotations

from pathlib import Path

import pytest

from bisectbuild.bisection.verdict import Verdict
from bisectbuild.builder import BuildRequest, Failure, FailureKind, StepStatus
from bisectbuild.dockerfile.parse import parse
from bisectbuild.errors import EngineError, UnreadableError
from bisectbuild.outcome import Broken, Healthy, Inconclusive, Outcome
from bisectbuild.search.last_good import build_cut, search
from bisectbuild.search.plan import Plan, cut_request
from tests.support.fakes import FakeBuilder, SilentWatch

_FILE = b"FROM base\nRUN one\nRUN two\nCOPY three /\nRUN four\n"


def _plan(folder: Path, data: bytes = _FILE, flags: tuple[str, ...] = ()) -> Plan:
    return Plan(
        dockerfile=parse(data),
        request=BuildRequest(
            dockerfile=data,
            dockerfile_path=None,
            context=str(folder),
            context_is_remote=False,
            target=None,
            flags=flags,
            labels=(),
            load=False,
        ),
        build_args={},
        labels=(("bisectbuild.session", "x"),),
        log_dir=folder,
    )


def _search(folder: Path, builder: FakeBuilder, data: bytes = _FILE) -> Outcome:
    return search(_plan(folder, data), builder, SilentWatch())


def test_a_passing_build_is_built_once_and_as_it_was_asked_for(tmp_path: Path) -> None:
    """Nothing is added to a healthy build: no label, no target, no load."""
    builder = FakeBuilder()

    outcome = _search(tmp_path, builder)

    assert isinstance(outcome, Healthy)
    assert [request.labels for request in builder.requests] == [()]
    assert builder.requests[0].dockerfile == _FILE


def test_the_cut_before_the_culprit_is_built_and_is_the_last_good(tmp_path: Path) -> None:
    """One build of the file, one of the cut."""
    builder = FakeBuilder(fails=("three",))

    outcome = _search(tmp_path, builder)

    assert isinstance(outcome, Broken)
    assert outcome.culprit.instruction.span.start == 4
    assert outcome.culprit.exit_code == 7
    assert outcome.last_good is not None
    assert outcome.last_good.instruction.span.start == 3
    assert [p.verdict for p in outcome.probes] == [Verdict.BAD, Verdict.GOOD]


def test_no_step_that_passed_runs_again(tmp_path: Path) -> None:
    """What the first build made comes from the cache in the cut."""
    builder = FakeBuilder(fails=("four",))

    outcome = _search(tmp_path, builder)

    executed = [text for text in builder.ran if not text.startswith("FROM")]
    assert executed == ["RUN one", "RUN two", "COPY three /"]
    statuses = {r.instruction.span.start: r.status for r in outcome.records}
    assert statuses[2] is StepStatus.DONE
    assert statuses[5] is StepStatus.FAILED


def test_a_failure_seen_too_early_moves_to_the_one_before_it(tmp_path: Path) -> None:
    """BuildKit fails at a COPY before an earlier RUN has run; the earlier one is to blame."""
    builder = FakeBuilder(
        fails=(
            "three",
            "two",
        ),
        first=("three",),
    )

    outcome = _search(tmp_path, builder)

    assert isinstance(outcome, Broken)
    assert outcome.culprit.instruction.span.start == 3
    assert outcome.last_good is not None
    assert outcome.last_good.instruction.span.start == 2
    assert len(builder.requests) == 3


def test_a_builder_that_keeps_images_needs_no_second_build(tmp_path: Path) -> None:
    """The legacy builder prints the id of the layer before the failure."""
    builder = FakeBuilder(fails=("three",), keeps_images=True)

    outcome = _search(tmp_path, builder)

    assert isinstance(outcome, Broken)
    assert outcome.last_good is not None
    assert outcome.last_good.image == "image-3"
    assert len(builder.requests) == 1


@pytest.mark.parametrize("kind", [FailureKind.ENGINE, FailureKind.SETUP, FailureKind.EXPORT])
def test_a_known_culprit_is_kept_when_its_cut_fails_for_another_reason(
    tmp_path: Path, kind: FailureKind
) -> None:
    """A disk that is full by now, or an engine that went away, is told in a note."""
    later = Failure(kind=kind, message="no space left on device")

    outcome = _search(tmp_path, FakeBuilder(fails=("three",), later=later))

    assert isinstance(outcome, Broken)
    assert outcome.culprit.instruction.span.start == 4
    assert outcome.last_good is not None
    assert outcome.last_good.image == ""
    assert "no space left on device" in outcome.note


def test_nothing_is_cut_before_the_first_from(tmp_path: Path) -> None:
    """A base image that cannot be had leaves no layer to enter."""
    outcome = _search(tmp_path, FakeBuilder(fails=("base",)))

    assert isinstance(outcome, Broken)
    assert outcome.last_good is None


def test_a_bare_scratch_is_never_built(tmp_path: Path) -> None:
    """It gives no image; the culprit after it has no last good layer."""
    builder = FakeBuilder(fails=("one",))

    outcome = _search(tmp_path, builder, b"FROM scratch\nRUN one\n")

    assert isinstance(outcome, Broken)
    assert outcome.last_good is None
    assert len(builder.requests) == 1


@pytest.mark.parametrize(
    ("kind", "error"),
    [(FailureKind.ENGINE, EngineError), (FailureKind.SETUP, UnreadableError)],
)
def test_failures_that_are_no_instructions_are_raised(
    tmp_path: Path, kind: FailureKind, error: type[Exception]
) -> None:
    """An engine that goes away is not the Dockerfile's fault."""
    with pytest.raises(error):
        _search(tmp_path, FakeBuilder(fails=("two",), kind=kind))


def test_a_cancelled_build_counts_as_interrupted(tmp_path: Path) -> None:
    """Someone pressed Ctrl-C in the client."""
    with pytest.raises(KeyboardInterrupt):
        _search(tmp_path, FakeBuilder(fails=("two",), kind=FailureKind.CANCELLED))


def test_a_cut_is_a_labelled_prefix_with_the_flags_that_matter(tmp_path: Path) -> None:
    """It keeps args, drops tags and output, names its stage and loads its image."""
    plan = _plan(tmp_path, flags=("--build-arg=A=1", "--tag=x", "--output=y", "--no-cache=true"))

    request = cut_request(plan, plan.dockerfile.instructions[2])

    assert request.dockerfile == b"FROM base AS bb-0003\nRUN one\nRUN two\n"
    assert request.target == "bb-0003"
    assert request.flags == ("--build-arg=A=1",)
    assert request.labels == plan.labels
    assert request.load


def test_a_cut_is_told_the_target_stage_of_the_whole_build(tmp_path: Path) -> None:
    """TARGETSTAGE stands in cache keys, so a cut must not change it."""
    plan = _plan(tmp_path, b"FROM a AS x\nARG TARGETSTAGE\nRUN one\nFROM x AS y\nRUN two\n")

    request = cut_request(plan, plan.dockerfile.instructions[2])

    assert request.target_stage == "y"


def test_building_a_cut_stops_there(tmp_path: Path) -> None:
    """A shell at a line needs only what stands before it."""
    plan = _plan(tmp_path)
    builder = FakeBuilder(fails=("four",))

    outcome = build_cut(plan, builder, SilentWatch(), plan.dockerfile.instructions[2])

    assert isinstance(outcome, Healthy)
    assert outcome.image == "image-3"


def test_a_cut_that_fails_is_searched_like_a_build(tmp_path: Path) -> None:
    """The shell opens before the failure instead."""
    plan = _plan(tmp_path)
    builder = FakeBuilder(fails=("two",))

    outcome = build_cut(plan, builder, SilentWatch(), plan.dockerfile.instructions[3])

    assert isinstance(outcome, Broken)
    assert outcome.culprit.instruction.span.start == 3


def test_a_failure_without_a_place_is_inconclusive(tmp_path: Path) -> None:
    """Writing the result can fail when every instruction passed."""
    outcome = _search(tmp_path, FakeBuilder(export_fails=True))

    assert isinstance(outcome, Inconclusive)
    assert "only writing the result failed" in outcome.reason
