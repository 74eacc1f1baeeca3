"""Words that show where one stands and what was built: where, list, log, history, explain."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime

from bisectbuild.builder import StepStatus
from bisectbuild.debugger.listing import PAGE, last_line, listing
from bisectbuild.debugger.port import Workbench
from bisectbuild.debugger.position import before, place_of, stage_name, stage_of, upcoming
from bisectbuild.debugger.state import Out, State, Then
from bisectbuild.debugger.telling import marked, standing, title
from bisectbuild.debugger.words.word import Arguments, Completes, Word
from bisectbuild.differ.text import human_size
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.dockerfile.place import Side
from bisectbuild.redact.text import redact_source
from bisectbuild.tty.text import one_line, visible

_BEHIND = 12
_LOG = 20
_WIDTH = 80


def _where(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    arguments.words()
    place = workbench.place
    dockerfile, here = workbench.dockerfile, place.instruction
    told = f"You stand {place.side.value} {title(workbench, here)} ({standing(workbench, here)})"
    out(state.paint(told, "strong"))
    stage = stage_of(dockerfile, here)
    if stage is not None:
        base = one_line(redact_source(stage.base, workbench.secrets), _WIDTH)
        name = stage_name(dockerfile, here)
        out(f"in stage {name} ({stage.index + 1} of {len(dockerfile.stages)}), from {base}")
    done = [entry for entry in workbench.points if entry.stage == here.stage]
    done = [entry for entry in done if entry.index <= here.index][-_BEHIND:]
    following = upcoming(workbench)
    for entry in done:
        if entry != following:
            out(f"  {marked(workbench, state, entry)}")
    if following is None:
        out("This is the end of the target.")
    else:
        out(f"> {marked(workbench, state, following)}")
    return Then.STAY


def _list(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    words = arguments.words(most=1)
    place = workbench.place
    if words:
        first = _line(workbench, words[0]) - PAGE // 2
    elif state.listed_at == place and state.listed:
        first = state.listed
    else:
        first = (upcoming(workbench) or place.instruction).span.start - PAGE // 2
    first = max(first, 1)
    if first > last_line(workbench.dockerfile):
        out("This is the end of the Dockerfile.")
        first = 0
    else:
        for line in listing(workbench, state, first):
            out(line)
    state.listed, state.listed_at = (first + PAGE if first else 0), place
    return Then.STAY


def _line(workbench: Workbench, word: str) -> int:
    """Give the line to show in the middle; any line of the file will do."""
    if word.isascii() and word.isdigit() and 0 < int(word) <= last_line(workbench.dockerfile):
        return int(word)
    place = place_of(workbench, word)
    stage = stage_of(workbench.dockerfile, place.instruction)
    if place.side is Side.AFTER and stage is not None:
        return stage.instructions[0].span.start
    return place.instruction.span.start


def _log(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    wanted = arguments.number(_LOG)
    instruction = _logged(workbench)
    out(state.paint(f"log of {title(workbench, instruction)}", "dim"))
    lines = deque(workbench.log(instruction), maxlen=wanted)
    for line in lines:
        out(visible(line))
    if not lines:
        out("It printed nothing.")
    return Then.STAY


def _logged(workbench: Workbench) -> Instruction:
    """Give the instruction whose log is meant: the one that failed here, or the last that ran."""
    place = workbench.place
    ran = workbench.status(place.instruction) in {StepStatus.FAILED, StepStatus.CANCELLED}
    if place.side is Side.AFTER or ran:
        return place.instruction
    last = before(workbench.points, place.instruction)
    return last if last is not None else place.instruction


def _history(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    arguments.words()
    out(state.paint(f"{'CREATED':16}  {'SIZE':>8}  CREATED BY", "dim"))
    for layer in workbench.history():
        made = datetime.fromtimestamp(layer.created, UTC) if layer.created > 0 else None
        when = f"{made:%Y-%m-%d %H:%M}" if made else "-"
        text = one_line(f"{layer.created_by} {layer.comment}", _WIDTH)
        out(f"{when:16}  {human_size(layer.size):>8}  {text}")
    return Then.STAY


def _explain(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    del state
    arguments.words()
    for line in workbench.explain().splitlines():
        out(visible(line))
    return Then.STAY


WHERE = Word(
    name="where",
    aliases=("w", "bt"),
    usage="where",
    summary="Say where you stand, what was built, and what comes next.",
    help="Names the instruction you stand at and its side, its stage, the instructions of the"
    " stage so far with how each stands, and (marked >) the one that comes next.",
    handler=_where,
)
LIST = Word(
    name="list",
    aliases=("l",),
    usage="list [LINE|STAGE]",
    summary="Show the Dockerfile around here; again: the lines that follow.",
    help="Shows ten lines around the next instruction, a line or the start of a stage, and each"
    " time that it is typed again the ten that follow. > marks what comes next, * a break point;"
    " ✓ was built or is cached, ✗ failed, - is in a stage that the target does not need.",
    handler=_list,
    completes=Completes.PLACES,
    repeats=True,
)
LOG = Word(
    name="log",
    usage="log [N]",
    summary="Show the last N lines (20) that the step printed.",
    help="Shows the end of what the step printed that failed here, or else the one that ran last.",
    handler=_log,
)
HISTORY = Word(
    name="history",
    usage="history",
    summary="Show the layers here with their sizes, as docker history does.",
    help="Shows the layers of the image that you stand in, the newest first, with the size of"
    " each and what made it.",
    handler=_history,
)
EXPLAIN = Word(
    name="explain",
    usage="explain",
    summary="Show the diagnosis of the failure again.",
    help="Shows what the program said when the build failed: the culprit, its output, and what is"
    " known of the cause.",
    handler=_explain,
)
