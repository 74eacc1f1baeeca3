"""Words about files: context, diff, cp."""

from __future__ import annotations

from bisectbuild.builder import StepStatus
from bisectbuild.debugger.port import Workbench
from bisectbuild.debugger.position import before, place_of, stage_of
from bisectbuild.debugger.state import Out, State, Then
from bisectbuild.debugger.telling import title
from bisectbuild.debugger.words.word import Arguments, Completes, Word, file_of
from bisectbuild.differ.text import human_size, lines
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.dockerfile.place import Place, Side
from bisectbuild.errors import UsageError
from bisectbuild.tty.text import visible

_MOST = 200
_MANY = 1000


def _context(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    wanted = arguments.words(most=1)
    count = total = 0
    for path, size in workbench.context():
        if wanted and wanted[0] not in path:
            continue
        count += 1
        total += size
        if count <= _MOST:
            out(f"{human_size(size):>9}  {visible(path)}")
    if count > _MOST:
        out(f"… and {count - _MOST} more; context TEXT shows those with TEXT in their path.")
    out(state.paint(f"{count} entries, {human_size(total)}", "dim"))
    return Then.STAY


def _diff(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    old, new = _two(workbench, arguments.words(most=2))
    found = workbench.difference(old, new)
    out(state.paint(f"from {_told(old)} to {_told(new)}", "dim"))
    shown = False
    for line in lines(found):
        out(visible(line))
        shown = True
    if not shown:
        out("Nothing differs.")
    return Then.STAY


def _two(workbench: Workbench, words: tuple[str, ...]) -> tuple[Place, Place]:
    if not words:
        return _sides(workbench, _last(workbench))
    if len(words) == 1:
        return _named(workbench, words[0])
    return place_of(workbench, words[0]), place_of(workbench, words[1])


def _told(place: Place) -> str:
    return f"{place.side.value} line {place.instruction.span.start}"


def _last(workbench: Workbench) -> Instruction:
    """Give the instruction that failed here, or the one that was executed last."""
    place = workbench.place
    if place.side is Side.AFTER or workbench.status(place.instruction) is StepStatus.FAILED:
        return place.instruction
    last = before(workbench.points, place.instruction)
    if last is None or last.stage != place.instruction.stage:
        raise UsageError(
            "No instruction has changed anything here yet.",
            hint="Name one, or two places: diff 7, diff 3 9:after",
        )
    return last


def _named(workbench: Workbench, word: str) -> tuple[Place, Place]:
    """Give the two sides of an instruction; of a stage, its FROM and its end."""
    place = place_of(workbench, word)
    stage = stage_of(workbench.dockerfile, place.instruction)
    if place.side is Side.AFTER and ":" not in word and stage is not None:
        return Place(instruction=stage.instructions[0], side=Side.AFTER), place
    return _sides(workbench, place.instruction)


def _sides(workbench: Workbench, instruction: Instruction) -> tuple[Place, Place]:
    if instruction.keyword == "FROM":
        raise UsageError(
            f"{title(workbench, instruction)} begins a file system;"
            " there is none before it to compare.",
            hint="Name another instruction, or two places: diff 7, diff 3 9:after",
        )
    return (
        Place(instruction=instruction, side=Side.BEFORE),
        Place(instruction=instruction, side=Side.AFTER),
    )


def _copy(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    del state
    *paths, folder = arguments.words(2, _MANY)
    for path in workbench.copy_out(paths, file_of(folder)):
        out(visible(str(path)))
    return Then.STAY


CONTEXT = Word(
    name="context",
    aliases=("ctx",),
    usage="context [TEXT]",
    summary="List the build context as the builder sees it, with sizes.",
    help="Lists path and size of all that the builder is sent, what .dockerignore names left out;"
    " with a TEXT only the paths that hold it. Folders end in a slash.",
    handler=_context,
)
DIFF = Word(
    name="diff",
    usage="diff [A] [B]",
    summary="Show which files and packages a step added, changed, removed.",
    help="Compares file systems: alone, before and after the step that failed here or else was"
    " executed last; with one place, before and after the instruction there (of a stage: its FROM"
    " and its end); with two places, those. A place is a LINE (before it), LINE:after, a STAGE"
    " (its end) or STAGE:N.",
    handler=_diff,
    completes=Completes.PLACES,
)
CP = Word(
    name="cp",
    usage="cp PATH… FOLDER",
    summary="Copy files from here into a folder of this machine.",
    help="Copies files and folders of the place where you stand into a folder of this machine,"
    " which is made where there is none. Relative paths begin in the step's directory.",
    handler=_copy,
    completes=Completes.PATHS,
)
