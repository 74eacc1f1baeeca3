"""From the end of a test to a verdict."""

from __future__ import annotations

import pytest

from bisectbuild.bisection.verdict import Verdict
from bisectbuild.builder import Failure, FailureKind
from bisectbuild.dockerfile.parse import parse
from bisectbuild.errors import BisectBuildError, EngineError, UnreadableError
from bisectbuild.probing.judge import judged, not_built, not_started, refuse_what_is_no_point
from bisectbuild.questions.question import Question

ASKS = Question(title="it", argv=("true",), hangs=Verdict.SKIP)
BUILDS = Question(title="it builds")


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        (0, Verdict.GOOD),
        (1, Verdict.BAD),
        (125, Verdict.SKIP),
        (127, Verdict.BAD),
        (128, None),
        (255, None),
    ],
)
def test_an_exit_code_is_read_as_git_does(code: int, verdict: Verdict | None) -> None:
    """At the time limit it says nothing."""
    answer = judged(ASKS, code, 1.5, ("a",), over=False)

    assert (answer.verdict, answer.exit_code, answer.output) == (verdict, code, ("a",))
    over = judged(ASKS, code, 1.5, ("a",), over=True)
    assert (over.verdict, over.exit_code, over.timed_out) == (Verdict.SKIP, None, True)


def test_a_point_that_does_not_build_is_bad_only_where_that_is_asked() -> None:
    """The line is named where it is known."""
    failed = parse(b"FROM a\nRUN \\\n b\n").instructions[1]

    assert not_built(ASKS, failed, "no\n\x1b[1mgood", 0.0).verdict is Verdict.SKIP
    assert not_built(BUILDS, failed, "no", 0.0).verdict is Verdict.BAD
    assert not_built(ASKS, failed, "no\n\x1b[1mgood", 0.0).reason == (
        "the build fails at line 2: no good"
    )
    assert not_built(ASKS, None, "no", 0.0).reason == "the build fails: no"
    assert not_started("no user", 0.0).verdict is Verdict.SKIP


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FailureKind.ENGINE, EngineError),
        (FailureKind.SETUP, UnreadableError),
        (FailureKind.CANCELLED, KeyboardInterrupt),
    ],
)
def test_a_failure_that_says_nothing_of_the_point_is_raised(
    kind: FailureKind, error: type[BisectBuildError | KeyboardInterrupt]
) -> None:
    """One of a step is none."""
    with pytest.raises(error):
        refuse_what_is_no_point(Failure(kind=kind, message="no"))
    refuse_what_is_no_point(Failure(kind=FailureKind.STEP, message="no"))
