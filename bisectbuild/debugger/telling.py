"""What the prompt says of a place, of an instruction, of a build that ended and of an error."""

from __future__ import annotations

from typing import assert_never

from bisectbuild.builder import StepStatus
from bisectbuild.debugger.port import Workbench
from bisectbuild.debugger.position import upcoming
from bisectbuild.debugger.state import Out, State
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.dockerfile.place import Side
from bisectbuild.errors import BisectBuildError, DockerfileError
from bisectbuild.outcome import Broken, Healthy, Inconclusive, Outcome
from bisectbuild.redact.text import redact_source
from bisectbuild.tty.paint import Tone
from bisectbuild.tty.text import one_line, seconds, visible

_WIDTH = 80
MARKS: dict[StepStatus, tuple[str, Tone]] = {
    StepStatus.CACHED: ("✓", "good"),
    StepStatus.DONE: ("✓", "good"),
    StepStatus.FAILED: ("✗", "bad"),
    StepStatus.CANCELLED: ("~", "dim"),
    StepStatus.NOT_RUN: (" ", "dim"),
}


def title(workbench: Workbench, instruction: Instruction) -> str:
    """Name an instruction: its line and its text, secrets masked."""
    text = redact_source(instruction.text, workbench.secrets)
    return f"line {instruction.span.start}: {one_line(text, _WIDTH)}"


def standing(workbench: Workbench, instruction: Instruction) -> str:
    """Say in a word or two how an instruction stands."""
    status = workbench.status(instruction)
    match status:
        case StepStatus.DONE:
            took = workbench.seconds(instruction)
            return "done" if took is None else seconds(took)
        case StepStatus.FAILED:
            return f"failed{_code(workbench, instruction)}"
        case StepStatus.NOT_RUN:
            return "not run"
        case StepStatus.CACHED | StepStatus.CANCELLED:
            return status.value
        case _:
            assert_never(status)


def _code(workbench: Workbench, instruction: Instruction) -> str:
    outcome = workbench.outcome
    if not isinstance(outcome, Broken) or outcome.culprit.instruction != instruction:
        return ""
    code = outcome.culprit.exit_code
    return "" if code is None else f" (exit code {code})"


def marked(workbench: Workbench, state: State, instruction: Instruction) -> str:
    """Give an instruction on a line, with its mark and how it stands."""
    mark, tone = MARKS[workbench.status(instruction)]
    told = state.paint(f"({standing(workbench, instruction)})", "dim")
    return f"{state.paint(mark, tone)} {title(workbench, instruction)} {told}"


def tell_place(workbench: Workbench, state: State, out: Out) -> None:
    """Say what was done last and what comes next."""
    place = workbench.place
    if place.side is Side.AFTER:
        out(marked(workbench, state, place.instruction))
    following = upcoming(workbench)
    if following is None:
        out(state.paint("This is the end of the target.", "strong"))
    else:
        out(f"next: {title(workbench, following)}")


def tell(workbench: Workbench, state: State, outcome: Outcome | None, out: Out) -> None:
    """Say how a build ended and where the person stands now."""
    match outcome:
        case None | Healthy():
            pass
        case Broken():
            code = outcome.culprit.exit_code
            ending = "" if code is None else f" (exit code {code})"
            failed = title(workbench, outcome.culprit.instruction)
            out(state.paint(f"✗ {failed} failed{ending}", "bad"))
            if outcome.note:
                out(visible(outcome.note))
        case Inconclusive():
            out(state.paint("? The build failed, and no instruction can be named.", "mark"))
            out(visible(outcome.reason))
        case _:
            assert_never(outcome)
    tell_place(workbench, state, out)


def tell_error(error: BisectBuildError, state: State, out: Out) -> None:
    """Say what cannot be done, and what to do instead."""
    where = ""
    if isinstance(error, DockerfileError) and error.file:
        where = f"{error.file}:{error.line}: "
    out(state.paint(visible(where + error.message), "bad"))
    if isinstance(error, DockerfileError) and error.excerpt:
        out(visible(error.excerpt))
    if error.hint:
        out(visible(error.hint))
