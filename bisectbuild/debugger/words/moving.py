"""Words that move through the Dockerfile: step, next, back, continue, until."""

from __future__ import annotations

from bisectbuild.debugger.port import Workbench
from bisectbuild.debugger.position import before, place_of, stage_of, upcoming, user_of
from bisectbuild.debugger.state import Out, State, Then
from bisectbuild.debugger.telling import tell, tell_place
from bisectbuild.debugger.words.word import Arguments, Completes, Word
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.dockerfile.place import Place, Side
from bisectbuild.outcome import Healthy, Outcome


def _step(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    outcome: Outcome | None = None
    for _ in range(arguments.number(1)):
        instruction = upcoming(workbench)
        if instruction is None:
            break
        outcome = workbench.go(instruction, Side.AFTER)
        if not _passed(outcome):
            break
    tell(workbench, state, outcome, out)
    return Then.STAY


def _next(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    arguments.words()
    instruction = upcoming(workbench)
    here = workbench.place.instruction
    if instruction is None or instruction.stage == here.stage:
        return _step(workbench, state, arguments, out)
    stage = stage_of(workbench.dockerfile, here)
    user = stage and user_of(workbench.dockerfile, workbench.points, stage)
    if not user:
        return _step(workbench, state, arguments, out)
    if user.keyword == "FROM":
        outcome = workbench.go(user, Side.AFTER)
    else:
        outcome = workbench.go(user, Side.BEFORE)
    tell(workbench, state, outcome, out)
    return Then.STAY


def _back(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    for _ in range(arguments.number(1)):
        place = workbench.place
        instruction: Instruction | None = place.instruction
        if place.side is Side.BEFORE:
            instruction = before(workbench.points, place.instruction)
        if instruction is None:
            out("This is the start of the build.")
            break
        _arrive(workbench, instruction)
    tell_place(workbench, state, out)
    return Then.STAY


def _continue(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    arguments.words()
    return _travel(workbench, state, Place(instruction=workbench.points[-1], side=Side.AFTER), out)


def _until(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    (word,) = arguments.words(1, 1)
    return _travel(workbench, state, place_of(workbench, word), out)


def _travel(workbench: Workbench, state: State, goal: Place, out: Out) -> Then:
    """Go to a place, or to the first break point that lies between here and there."""
    start = upcoming(workbench)
    last = goal.instruction.index + (goal.side is Side.AFTER)
    between = [entry for entry in workbench.points if start and start.index < entry.index < last]
    stop = state.breaks.first(workbench.dockerfile, between)
    if stop is not None:
        outcome = _arrive(workbench, stop[1])
    elif goal.side is Side.BEFORE:
        outcome = _arrive(workbench, goal.instruction)
    else:
        outcome = workbench.go(goal.instruction, Side.AFTER)
    if stop is not None and _passed(outcome):
        out(state.paint(f"Break point {stop[0].number}: {stop[0]}", "mark"))
    tell(workbench, state, outcome, out)
    return Then.STAY


def _arrive(workbench: Workbench, instruction: Instruction) -> Outcome | None:
    """Stand before an instruction; before a FROM that is behind the stage that ends there."""
    ended = before(workbench.points, instruction)
    if instruction.keyword == "FROM" and ended is not None:
        return workbench.go(ended, Side.AFTER)
    return workbench.go(instruction, Side.BEFORE)


def _passed(outcome: Outcome | None) -> bool:
    return outcome is None or isinstance(outcome, Healthy)


STEP = Word(
    name="step",
    aliases=("s",),
    usage="step [N]",
    summary="Execute the next instruction, of whichever stage.",
    help="Executes the next instruction of the file (or the next N) and stands behind it."
    " Stages that the target does not need are left out. What is cached is not built again, and"
    " an instruction that failed is tried again. Stepping does not stop at break points.",
    handler=_step,
    repeats=True,
)
NEXT = Word(
    name="next",
    aliases=("n",),
    usage="next",
    summary="Execute the next instruction, other stages in one go.",
    help="Like step within a stage. At the end of a stage it goes to the instruction that uses"
    " that stage (its FROM, or a COPY or RUN that takes files from it), and builds all that lies"
    " between without stopping.",
    handler=_next,
    repeats=True,
)
BACK = Word(
    name="back",
    aliases=("p", "bk", "previous"),
    usage="back [N]",
    summary="Go back before the last instruction; builds nothing.",
    help="Stands before the instruction that was executed last (or N instructions back). Layers"
    " that were built are kept, so going back costs nothing. The letter b is break, as in gdb.",
    handler=_back,
    repeats=True,
)
CONTINUE = Word(
    name="continue",
    aliases=("c",),
    usage="continue",
    summary="Build on, to the next break point, failure or the end.",
    help="Builds on until a break point (also before a cached instruction), an instruction that"
    " fails, or the end of the target. A break point where you stand does not stop it again.",
    handler=_continue,
)
UNTIL = Word(
    name="until",
    aliases=("u",),
    usage="until LINE|STAGE",
    summary="Go to a line or to the end of a stage.",
    help="Goes before the instruction on a line (LINE:after: behind it), to the end of a stage, or"
    " to the Nth instruction of a stage (STAGE:N). Break points on the way stop it. A place"
    " that lies behind you is gone back to.",
    handler=_until,
    completes=Completes.PLACES,
)
