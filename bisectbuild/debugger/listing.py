"""The listing of a Dockerfile: numbered lines with their states, break points and colours."""

from __future__ import annotations

from collections.abc import Iterator

from bisectbuild.debugger.colour import coloured
from bisectbuild.debugger.port import Workbench
from bisectbuild.debugger.position import upcoming
from bisectbuild.debugger.state import State
from bisectbuild.debugger.telling import MARKS
from bisectbuild.dockerfile.excerpt import line_text, visible
from bisectbuild.dockerfile.model import Dockerfile, Instruction

PAGE = 10


def last_line(dockerfile: Dockerfile) -> int:
    """Give the number of the last line."""
    return len(dockerfile.line_starts) - 1


def listing(workbench: Workbench, state: State, first: int) -> Iterator[str]:
    """Give a page of lines from `first` on."""
    dockerfile = workbench.dockerfile
    last = min(first + PAGE - 1, last_line(dockerfile))
    every = [visible(line_text(dockerfile, line)) for line in range(1, last + 1)]
    texts = coloured(every) if state.paint.on else every
    begins = {entry.span.start: entry for entry in dockerfile.instructions}
    following = upcoming(workbench)
    for line in range(first, last + 1):
        entry = begins.get(line)
        here = ">" if entry is not None and entry == following else " "
        stop = entry is not None and state.breaks.at(dockerfile, entry) is not None
        mark = _mark(workbench, state, entry)
        star = state.paint("*", "mark") if stop else " "
        number = state.paint(f"{line:4}", "dim")
        yield f"{state.paint(here, 'strong')}{star}{mark} {number}  {texts[line - 1]}".rstrip()


def _mark(workbench: Workbench, state: State, entry: Instruction | None) -> str:
    if entry is None:
        return " "
    if entry.stage is not None and entry not in workbench.points:
        return state.paint("-", "dim")
    mark, tone = MARKS[workbench.status(entry)]
    return mark if mark == " " else state.paint(mark, tone)
