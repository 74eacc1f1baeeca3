"""From the way a test ended to an answer."""

from __future__ import annotations

from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.builder import Failure
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.questions.question import Question, verdict_of
from bisectbuild.search.refusal import refuse_engine, refuse_request
from bisectbuild.tty.text import one_line

_WIDTH = 300


def judged(
    question: Question, code: int, seconds: float, output: tuple[str, ...], *, over: bool
) -> Answer:
    """Give the answer of a test that ended with `code`, or (`over`) at its time limit."""
    if over:
        return Answer(verdict=question.hangs, seconds=seconds, timed_out=True, output=output)
    return Answer(verdict=verdict_of(code), seconds=seconds, exit_code=code, output=output)


def not_built(
    question: Question, failed: Instruction | None, message: str, seconds: float
) -> Answer:
    """Give the answer of a point that cannot be built: bad where that is what was asked."""
    verdict = Verdict.BAD if question.asks_whether_it_builds else Verdict.SKIP
    where = "" if failed is None else f" at line {failed.span.start}"
    reason = f"the build fails{where}: {one_line(message, _WIDTH)}"
    return Answer(verdict=verdict, seconds=seconds, reason=reason)


def not_started(message: str, seconds: float) -> Answer:
    """Give the answer of a point at which no test can be started, for its user say."""
    reason = f"no test can be started there: {one_line(message, _WIDTH)}"
    return Answer(verdict=Verdict.SKIP, seconds=seconds, reason=reason)


def refuse_what_is_no_point(failure: Failure) -> None:
    """Raise for a failure that says nothing of the point."""
    refuse_engine(failure, "test", ", then go on: bisectbuild bisect --resume")
    refuse_request(failure)
