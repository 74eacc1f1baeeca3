"""One more step behind a cut: what its build says becomes an answer."""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bisectbuild.bisection.verdict import Verdict
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
from bisectbuild.probing.choose import prober_for
from bisectbuild.probing.in_builder import InBuilder
from bisectbuild.probing.in_container import InContainer
from bisectbuild.probing.on_host import OnHost
from bisectbuild.probing.subject import Subject
from bisectbuild.questions.question import Question
from bisectbuild.workbench.tools import Tools
from tests.support.fake_sandbox import FakeSandbox
from tests.support.walks import options_for, plan_for

TEXT = "FROM a\nRUN one\nENV A=hidden\nRUN two\n"
ASKS = Question(title="it", argv=("test", "-e", "/x"))
INFO = BuilderInfo(kind=BuilderKind.BUILDKIT, name="fake", version="1", why="a test asked for it")


@dataclass(slots=True)
class Scripted:
    """A BuildKit that passes all steps of the file but `fails`, and ends the probe as told."""

    code: int | None = 1
    says: bytes = b""
    fails: str = ""
    failure: Failure | None = None
    kind: FailureKind = FailureKind.STEP
    counts: str = "file"
    keeps_images: bool = False
    info: BuilderInfo = INFO
    requests: list[BuildRequest] = field(default_factory=list)

    def build(self, request: BuildRequest) -> Generator[BuildEvent]:
        """Go through the file."""
        self.requests.append(request)
        steps = parse(request.dockerfile).instructions
        if self.failure is not None and "tool/busybox" in steps[-1].text:
            yield BuildFinished(failure=self.failure, process_exit_code=1)
            return
        for step in steps:
            key = str(step.index)
            label = StepLabel(text=step.text, index=step.index, total=len(steps))
            yield StepStarted(id=key, label=label)
            ours = "tool/busybox" in step.text
            if ours or (self.fails and self.fails in step.text):
                yield StepLog(id=key, data=self.says)
                code = self.code if ours else 7
                error = f"{json.dumps(step.text)} did not complete successfully: no user"
                yield StepFinished(id=key, status=StepStatus.FAILED, error=error, exit_code=code)
                failure = Failure(kind=self.kind, message="no", step=key, exit_code=code)
                yield BuildFinished(failure=failure, process_exit_code=1)
                return
            yield StepFinished(id=key, status=StepStatus.CACHED)
        yield BuildFinished(failure=None, image="image")


class Closed(FakeSandbox):
    """A sandbox in which no container starts."""

    def open(self, request: object) -> object:  # type: ignore[override]
        """Refuse."""
        raise EngineError(f"refused {request}")


def tools_for(builder: Scripted, sandbox: FakeSandbox, *, own: bool = True) -> Tools:
    """Join them; what no probe needs is none."""
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


def subject(line: int, *, secrets: tuple[str, ...] = ()) -> Subject:
    """Give the state after a line."""
    options = options_for("--tag=mine", "--build-arg=A=1")
    plan = plan_for(TEXT, options, secrets=secrets)
    at = next(i for i in plan.dockerfile.instructions if i.span.start == line)
    return Subject(plan=plan, options=options, at=at)


def prober(builder: Scripted, sandbox: FakeSandbox | None = None) -> InBuilder:
    """Give the one for it."""
    found = prober_for(tools_for(builder, sandbox or FakeSandbox()), ASKS, no_host)
    assert isinstance(found, InBuilder)
    return found


def no_host(text: str, env: object, listen: object, halted: object) -> int:
    """Run nothing."""
    raise AssertionError((text, env, listen, halted))


@pytest.mark.parametrize(
    ("code", "told", "verdict"),
    [(254, 0, Verdict.GOOD), (1, 1, Verdict.BAD), (125, 125, Verdict.SKIP), (137, 137, None)],
)
def test_the_exit_code_of_the_last_step_answers(
    code: int, told: int, verdict: Verdict | None
) -> None:
    """What it printed comes along, without secrets."""
    builder = Scripted(code=code, says=b"a hidden\nb\n")
    answer = prober(builder).ask(subject(3, secrets=("hidden",)), ASKS)

    assert (answer.verdict, answer.exit_code) == (verdict, told)
    assert answer.output[1:] == ("b",)
    assert "hidden" not in answer.output[0]


def test_the_build_exports_and_tags_nothing() -> None:
    """And each has a text that no cache answers for."""
    builder = Scripted()
    asks = prober(builder)
    for _ in range(2):
        asks.ask(subject(2), ASKS)

    one, two = builder.requests
    assert one.dockerfile != two.dockerfile
    assert (one.load, one.tag, one.labels) == (False, "", ())
    assert one.flags == ("--build-arg=A=1",)
    assert b"RUN two" not in one.dockerfile


def test_an_earlier_instruction_that_fails_is_no_answer_of_the_test() -> None:
    """Its line is named; it is bad where the question is whether it builds."""
    asks = prober(Scripted(fails="one"))
    answer = asks.ask(subject(4), ASKS)

    assert (answer.verdict, answer.exit_code) == (Verdict.SKIP, None)
    assert answer.reason == "the build fails at line 2: no"
    assert asks.ask(subject(4), Question(title="builds")).verdict is Verdict.BAD


def test_a_hang_is_what_the_question_says() -> None:
    """The step tells it by a code of its own."""
    asks = Question(title="it", text="x", timeout=5, hangs=Verdict.SKIP)
    answer = prober(Scripted(code=252)).ask(subject(2), asks)

    assert (answer.verdict, answer.timed_out) == (Verdict.SKIP, True)


@pytest.mark.parametrize("kind", [FailureKind.CONVERSION, FailureKind.FILE])
def test_containers_are_asked_where_the_step_is_refused(kind: FailureKind) -> None:
    """By an old frontend, say, that knows no mounts."""
    sandbox = FakeSandbox(answer=b"said\n")
    refuses = Scripted(failure=Failure(kind=kind, message="unknown flag: mount"))
    answer = prober(refuses, sandbox).ask(subject(2), ASKS)

    assert (answer.verdict, answer.output) == (Verdict.GOOD, ("said",))
    (container,) = sandbox.opened
    assert container.request.toolbox
    assert container.closed


def test_where_no_test_can_be_started_the_point_is_skipped() -> None:
    """Neither as a step nor in a container."""
    answer = prober(Scripted(code=None), Closed()).ask(subject(2), ASKS)

    assert (answer.verdict, answer.reason) == (
        Verdict.SKIP,
        "no test can be started there: no user",
    )


def test_an_engine_that_fails_is_no_answer() -> None:
    """Nor is a build that was stopped."""
    gone = Failure(kind=FailureKind.ENGINE, message="gone")
    with pytest.raises(EngineError):
        prober(Scripted(failure=gone)).ask(subject(2), ASKS)
    stopped = prober(Scripted(failure=gone))
    stopped.stop()
    with pytest.raises(KeyboardInterrupt):
        stopped.ask(subject(2), ASKS)


@pytest.mark.parametrize(
    ("kind", "error"),
    [(FailureKind.ENGINE, EngineError), (FailureKind.CANCELLED, KeyboardInterrupt)],
)
def test_a_full_disk_that_ends_the_step_itself_is_no_answer(
    kind: FailureKind, error: type[BaseException]
) -> None:
    """Kept as a skip, it would be one for good; containers are not asked."""
    sandbox = FakeSandbox(answer=b"said\n")

    with pytest.raises(error):
        prober(Scripted(code=None, kind=kind), sandbox).ask(subject(2), ASKS)
    assert sandbox.opened == []


def test_the_way_fits_the_question_and_the_builder() -> None:
    """A builder with a store of its own has no toolbox."""
    apart = tools_for(Scripted(), FakeSandbox(), own=False)

    assert isinstance(prober_for(apart, ASKS, no_host), InContainer)
    host = Question(title="it", host="true")
    assert isinstance(prober_for(apart, host, no_host), OnHost)
    assert Path(prober(Scripted()).way).name.endswith("builder")
