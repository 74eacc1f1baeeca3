"""One run of a RUN more: what its build or its container said becomes a run that counts, or not."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

import pytest

from bisectbuild.builder import (
    BuilderInfo,
    BuilderKind,
    BuildEvent,
    BuildFinished,
    BuildRequest,
    Failure,
    FailureKind,
    StepFinished,
    StepLabel,
    StepLog,
    StepStarted,
    StepStatus,
)
from bisectbuild.dockerfile.parse import parse
from bisectbuild.errors import EngineError
from bisectbuild.outcome import Healthy, Outcome
from bisectbuild.probing.again import Runner
from bisectbuild.workbench.tools import Tools
from tests.support.fake_sandbox import FakeSandbox
from tests.support.walks import options_for, plan_for

TEXT = 'FROM a\nSHELL ["/bin/sh", "-c"]\nRUN one\nENV A=1\nRUN two\n'
BUILT = Healthy(records=(), probes=(), image="")


@dataclass(slots=True)
class Scripted:
    """A builder that passes every step but the one run again, which it ends as told.

    `error` is its word for a step that never began; `failure` ends the build before that step.
    """

    code: int | None = 254
    says: bytes = b""
    error: str = ""
    failure: Failure | None = None
    fails_as: FailureKind = FailureKind.STEP
    kind: BuilderKind = BuilderKind.BUILDKIT
    counts: str = "file"
    keeps_images: bool = False
    requests: list[BuildRequest] = field(default_factory=list)

    @property
    def info(self) -> BuilderInfo:
        """Tell of its kind."""
        return BuilderInfo(kind=self.kind, name="fake", version="1", why="a test asked for it")

    def build(self, request: BuildRequest) -> Generator[BuildEvent]:
        """Go through the file."""
        self.requests.append(request)
        if self.failure is not None:
            yield BuildFinished(failure=self.failure, process_exit_code=1)
            return
        steps = parse(request.dockerfile).instructions
        for step in steps:
            key = str(step.index)
            label = StepLabel(text=step.text, index=step.index, total=len(steps))
            yield StepStarted(id=key, label=label)
            if "target=/.bisectbuild/again-" not in step.text:
                yield StepFinished(id=key, status=StepStatus.CACHED, image=f"image-{key}")
                continue
            yield StepLog(id=key, data=self.says)
            failed = StepStatus.FAILED
            yield StepFinished(id=key, status=failed, error=self.error, exit_code=self.code)
            failure = Failure(kind=self.fails_as, message="no", step=key, exit_code=self.code)
            yield BuildFinished(failure=failure, process_exit_code=1)
            return
        yield BuildFinished(failure=None, image=f"image-{len(steps)}")


def tools_for(builder: Scripted, sandbox: FakeSandbox, *, own: bool) -> Tools:
    """Join them; what no run needs is none."""
    return Tools(
        builder=builder,  # type: ignore[arg-type]
        sandbox=sandbox,
        session="s",
        watch=None,  # type: ignore[arg-type]
        environment={},
        plan=None,  # type: ignore[arg-type]
        say=lambda _: None,
        edit=None,  # type: ignore[arg-type]
        agent=None,  # type: ignore[arg-type]
        chronicle=None,  # type: ignore[arg-type]
        own_store=lambda: own,
    )


@dataclass(slots=True, kw_only=True)
class Here:
    """A runner of TEXT, with its builder and its sandbox."""

    builder: Scripted
    sandbox: FakeSandbox = field(default_factory=FakeSandbox)
    own: bool = True
    built: Outcome = BUILT
    secrets: tuple[str, ...] = ()
    runner: Runner = field(init=False)

    def __post_init__(self) -> None:
        options = options_for("--tag=mine", "--build-arg=A=1")
        plan = plan_for(TEXT, options, secrets=self.secrets)
        tools = tools_for(self.builder, self.sandbox, own=self.own)
        self.runner = Runner(tools, plan, options, self.built)


ONE, TWO = (parse(TEXT.encode()).instructions[at] for at in (2, 4))


@pytest.mark.parametrize(
    ("code", "told", "passed"), [(254, 0, True), (1, 1, False), (253, 253, False)]
)
def test_the_exit_code_of_the_step_comes_out(code: int, told: int, passed: bool) -> None:  # noqa: FBT001 - one of a table
    """With what it printed, secrets masked."""
    here = Here(builder=Scripted(code=code, says=b"a hidden\nb\n"), secrets=("hidden",))

    run = here.runner.run(TWO)

    assert (run.code, run.passed, run.counts) == (told, passed, True)
    assert run.output[1:] == ("b",)
    assert "hidden" not in run.output[0]


def test_each_run_is_a_build_that_exports_nothing_and_that_no_cache_answers() -> None:
    """It ends with the step; what comes before it is the person's own text."""
    here = Here(builder=Scripted())
    for _ in range(2):
        here.runner.run(ONE)

    first, second = here.builder.requests
    assert first.dockerfile != second.dockerfile
    assert (first.load, first.tag, first.labels) == (False, "", ())
    assert first.flags == ("--build-arg=A=1",)
    assert b"RUN two" not in first.dockerfile
    own = TEXT.partition("\n")[2].partition("RUN")[0].encode()
    assert own in first.dockerfile


def test_a_step_that_cannot_be_started_has_failed() -> None:
    """It has no exit code, and the builder's word says why."""
    error = 'process "x" did not complete successfully: unable to find user nobody'
    run = Here(builder=Scripted(code=None, error=error)).runner.run(TWO)

    assert (run.code, run.passed, run.counts) == (None, False, True)
    assert run.reason == "unable to find user nobody"


def test_what_fails_before_the_step_is_no_run_of_it() -> None:
    """Its message is kept."""
    failure = Failure(kind=FailureKind.STEP, message="line 3 fails", exit_code=1)
    run = Here(builder=Scripted(failure=failure)).runner.run(TWO)

    assert (run.code, run.counts, run.reason) == (None, False, "line 3 fails")


@pytest.mark.parametrize(
    ("kind", "error"),
    [(FailureKind.ENGINE, EngineError), (FailureKind.CANCELLED, KeyboardInterrupt)],
)
def test_an_engine_that_fails_is_no_run(kind: FailureKind, error: type[BaseException]) -> None:
    """Nor is a build that a person stopped."""
    here = Here(builder=Scripted(failure=Failure(kind=kind, message="gone")))

    with pytest.raises(error):
        here.runner.run(TWO)


@pytest.mark.parametrize(
    ("kind", "error"),
    [(FailureKind.ENGINE, EngineError), (FailureKind.CANCELLED, KeyboardInterrupt)],
)
def test_a_full_disk_that_ends_the_step_itself_is_no_run(
    kind: FailureKind, error: type[BaseException]
) -> None:
    """A stable step would seem flaky for it."""
    told = "failed to mount: no space left on device"
    here = Here(builder=Scripted(code=None, error=told, fails_as=kind))

    with pytest.raises(error):
        here.runner.run(TWO)


def test_what_was_stopped_is_no_run() -> None:
    """Its build is asked to halt, whatever it then says."""
    here = Here(builder=Scripted(code=1))
    here.runner.stop()

    with pytest.raises(KeyboardInterrupt):
        here.runner.run(TWO)
    (request,) = here.builder.requests
    assert request.halted is not None
    assert request.halted()


@pytest.mark.parametrize(
    ("kind", "own"), [(BuilderKind.LEGACY, True), (BuilderKind.BUILDKIT, False)]
)
def test_containers_are_used_where_the_builder_cannot_be(kind: BuilderKind, own: bool) -> None:  # noqa: FBT001 - one of a table
    """A new one of the image before the step for each run, closed after it."""
    here = Here(builder=Scripted(kind=kind), sandbox=FakeSandbox(answer=b"said\n"), own=own)

    runs = [here.runner.run(TWO) for _ in range(2)]

    assert not here.runner.in_builder
    assert [(run.code, run.output) for run in runs] == [(0, ("said",))] * 2
    assert [c.request.image for c in here.sandbox.opened] == ["image-4"] * 2
    assert all(container.closed for container in here.sandbox.opened)
    ran = [process.argv for c in here.sandbox.opened for process in c.ran]
    assert ran.count(("/bin/sh", "-c", "two")) == 2
    assert len(here.builder.requests) == 1


def test_the_image_of_a_container_that_cannot_be_built_makes_no_run() -> None:
    """It is told as what it is, and no container is opened."""
    failure = Failure(kind=FailureKind.STEP, message="no", exit_code=1)
    here = Here(builder=Scripted(kind=BuilderKind.LEGACY, failure=failure))

    run = here.runner.run(TWO)

    assert (run.code, run.counts) == (None, False)
    assert "line 5" in run.reason
    assert here.sandbox.opened == []


def test_a_container_that_opens_too_late_runs_nothing() -> None:
    """What stopped the others did not see it yet."""
    here = Here(builder=Scripted(kind=BuilderKind.LEGACY))
    here.runner.stop()

    with pytest.raises(KeyboardInterrupt):
        here.runner.run(TWO)
    (container,) = here.sandbox.opened
    assert container.closed
    assert ("/bin/sh", "-c", "two") not in [process.argv for process in container.ran]
