"""How a saved build ended: logs are cut, and what a CI prints after a build is no part of it."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bisectbuild.builder import (
    BuilderKind,
    BuildFinished,
    Failure,
    FailureKind,
    StepFinished,
    StepLog,
    StepStarted,
    StepStatus,
)
from bisectbuild.saved.forms import Form
from bisectbuild.streams.errortext import FailedStep, read_failure
from bisectbuild.streams.labels import read_label
from bisectbuild.streams.summary import Summary, read_summaries

if TYPE_CHECKING:
    from bisectbuild.saved.tape import Tape

_ERROR = re.compile(
    r"^(?:ERROR|error|Error): |failed to solve|failed to build: |^Error response from daemon",
    re.MULTILINE,
)
_SOLVING = re.compile(
    r"failed to solve|failed to build: |did not complete successfully|^ *\d+ \| >>> ", re.MULTILINE
)
_CUT_SHORT = ("unexpected EOF", "ends before the build does")
_NO_IMAGE = "No image was generated"
_NO_MESSAGE = "the log does not hold the builder's last message"
NO_LAST_WORDS = "the log ends in this step, without the builder's last message"
_WRITES = ("exporting to ", "naming to ", "writing image", "exporting cache")
_NOISE = re.compile(r"[^A-Za-z0-9]+")


class Ending(StrEnum):
    """How a build ended, as far as its log says: `cut` where it ends before the build does."""

    PASSED = "passed"
    FAILED = "failed"
    CUT = "cut"


def ending(tape: Tape, form: Form) -> Ending:
    """Tell how a build ended; its BuildFinished is made to say so."""
    finished = tape.finished
    if finished is None or finished.failure is None:
        return Ending.CUT if finished is None else Ending.PASSED
    if form.kind is BuilderKind.BUILDKIT:
        return _of_buildkit(tape, finished)
    return _of_words(tape, form, finished.failure)


def _of_words(tape: Tape, form: Form, failure: Failure) -> Ending:
    """Tell how a build ended whose builder says so itself, if it is not cut."""
    if failure.message.startswith(_NO_IMAGE) and tape.started:
        return _blame_last(tape, failure.message)
    if not failure.message.endswith(_CUT_SHORT):
        return Ending.FAILED
    if form is Form.LEGACY and tape.started:
        # Its last words go to standard error, which a `>` leaves out.
        return _blame_last(tape, NO_LAST_WORDS)
    return Ending.CUT


def _of_buildkit(tape: Tape, finished: BuildFinished) -> Ending:
    """Tell how a build ended whose reader knows no exit code and took it for a failed one."""
    if tape.failed or _SOLVING.search(finished.output):
        return Ending.FAILED
    written = any(_is_written(tape, key) for key in tape.ended)
    if not written and _ERROR.search(finished.output):
        return Ending.FAILED
    if written or (tape.ended and not tape.running):
        tape.finished = replace(finished, failure=None, process_exit_code=0)
        return Ending.PASSED
    return Ending.CUT


def _blame_last(tape: Tape, message: str) -> Ending:
    """Blame the last step that the builder began."""
    last = next(reversed(tape.started))
    error = Failure(kind=FailureKind.STEP, message=message, step=last)
    tape.ended[last] = StepFinished(id=last, status=StepStatus.FAILED, error=message)
    tape.finished = BuildFinished(failure=error, process_exit_code=1)
    return Ending.FAILED


def _is_written(tape: Tape, step: str) -> bool:
    """Tell whether a step that ended well writes the result: the last one of each build."""
    text = tape.started[step].label.text
    return tape.ended[step].status is StepStatus.DONE and text.startswith(_WRITES)


def complete(tape: Tape) -> None:
    """Fill in what the summary tells of a failed BuildKit step that the log itself does not.

    A log of only the end has a step without a name, or no step at all.
    """
    finished = tape.finished
    if finished is None or finished.failure is None:
        return
    if not finished.failure.raw and not finished.failure.step:
        failure = replace(finished.failure, message=_NO_MESSAGE)
        finished = tape.finished = replace(finished, failure=failure)
    message = finished.failure.message if finished.failure else ""
    summary = _blamed(read_summaries(finished.output), message)
    if summary is None:
        return
    told = finished.failure.step if finished.failure else ""
    step = told or _unnamed(tape) or _of_name(tape, summary.name)
    if not step or step not in tape.started:
        step = _add(tape, summary, finished)
    elif not tape.started[step].label.text:
        tape.rename(step, StepStarted(id=step, label=read_label(summary.name)))
    if not tape.logs[step].size and summary.lines:
        tape.take(StepLog(id=step, data="".join(f"{x}\n" for x in summary.lines).encode()))


def _blamed(summaries: tuple[Summary, ...], message: str) -> Summary | None:
    """Choose among the summaries of several failed steps by what the last message quotes."""
    bare = _NOISE.sub("", message)
    for summary in summaries:
        _, _, text = summary.name.partition("] ")
        _, _, written = text.partition(" ")
        if written and _NOISE.sub("", written) in bare:
            return summary
    return summaries[-1] if summaries else None


def _unnamed(tape: Tape) -> str:
    """Give the one failed step that has no name, "" where there is none or several."""
    found = [step.id for step in tape.failed if not tape.started[step.id].label.text]
    return found[0] if len(found) == 1 else ""


def _of_name(tape: Tape, name: str) -> str:
    label = read_label(name)
    return next((key for key, step in tape.started.items() if step.label == label), "")


def _add(tape: Tape, summary: Summary, finished: BuildFinished) -> str:
    """Add the failed step of which only the summary is left, and blame it."""
    step = "summary"
    message = finished.failure.message if finished.failure else ""
    tape.take(StepStarted(id=step, label=read_label(summary.name)))
    failed = FailedStep(id=step, name=summary.name, error=message or "failed")
    failure = read_failure(finished.output, finished.process_exit_code or 1, (failed,))
    failure = replace(failure, step=failure.step or step)
    ended = StepFinished(
        id=step, status=StepStatus.FAILED, error=failed.error, exit_code=failure.exit_code
    )
    tape.take(ended)
    tape.finished = replace(finished, failure=failure)
    return step
