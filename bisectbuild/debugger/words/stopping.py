"""Words for break points: break, delete."""

from __future__ import annotations

from bisectbuild.debugger.port import Workbench
from bisectbuild.debugger.state import Out, State, Then
from bisectbuild.debugger.words.word import Arguments, Completes, Word
from bisectbuild.errors import UsageError


def _break(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    words = arguments.words(most=1)
    if not words:
        for point in state.breaks.points:
            out(f"{point.number:3}  {point}")
        if not state.breaks.points:
            out("There are no break points. Set one: break 12, break build, break RUN")
        return Then.STAY
    point = state.breaks.add(workbench, words[0])
    count = sum(point.matches(workbench.dockerfile, entry) for entry in workbench.points)
    many = f" ({count} of them)" if point.kind == "keyword" else ""
    out(f"Break point {point.number}: {point}{many}")
    return Then.STAY


def _delete(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    del workbench
    words = arguments.words(1, 100)
    wrong = [word for word in words if not (word.isascii() and word.isdigit())]
    if wrong:
        raise UsageError(
            f"{wrong[0]} is no number of a break point.", hint="break alone lists them."
        )
    for word in words:
        out(f"Deleted break point {word}: {state.breaks.delete(int(word))}")
    return Then.STAY


BREAK = Word(
    name="break",
    aliases=("b",),
    usage="break [LINE|STAGE|INSTRUCTION]",
    summary="Stop before a line, stage or instruction; alone: list these.",
    help="Sets a break point: before the instruction on a line (break 12), before the first"
    " instruction of a stage (break build), before its Nth (break build:3), or before every"
    " instruction of a kind (break RUN). continue and until stop there, also where the"
    " instruction is cached. Without a word it lists the break points with their numbers.",
    handler=_break,
    completes=Completes.STOPS,
)
DELETE = Word(
    name="delete",
    aliases=("d",),
    usage="delete N…",
    summary="Delete break points by their numbers.",
    help="Deletes the break points with these numbers; break alone lists them.",
    handler=_delete,
    completes=Completes.NUMBERS,
)
