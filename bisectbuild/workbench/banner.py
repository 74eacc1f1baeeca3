"""The lines over a person's shell: what failed, where they are, how to go on."""

from __future__ import annotations

from bisectbuild.dockerfile.model import Instruction
from bisectbuild.dockerfile.place import Side, layer_of
from bisectbuild.outcome import Broken, Outcome
from bisectbuild.redact.text import redact_source
from bisectbuild.sandbox import HOME
from bisectbuild.search.plan import Plan
from bisectbuild.tty.text import one_line
from bisectbuild.workbench.context import PLACE
from bisectbuild.workbench.rooms import Room

_WIDTH = 96


def banner(plan: Plan, room: Room, outcome: Outcome | None) -> tuple[str, ...]:
    """Give the lines: at most seven, the last one says how to leave."""
    return tuple(one_line(line, _WIDTH) for line in _lines(plan, room, outcome) if line)


def _lines(plan: Plan, room: Room, outcome: Outcome | None) -> tuple[str, ...]:
    instruction, is_after = room.place.instruction, room.place.side is Side.AFTER
    failed = isinstance(outcome, Broken) and outcome.culprit.instruction == instruction
    return (
        _title(plan, instruction, outcome if failed else None),
        _where(plan, room, failed=failed),
        _again(room, failed=failed, is_after=is_after),
        _bare(room),
        _context(room),
        f"Not as in the step: {', '.join(room.missing)}" if room.missing else "",
        "Leave with exit or Ctrl-D; what you change here is gone in the end, unless you keep it.",
    )


def _title(plan: Plan, instruction: Instruction, outcome: Outcome | None) -> str:
    shown = redact_source(instruction.text, plan.secrets)
    line = f"{plan.dockerfile.name}:{instruction.span.start}: {shown}"
    if not isinstance(outcome, Broken):
        return one_line(line, _WIDTH)
    code = outcome.culprit.exit_code
    ending = "" if code is None else f" (exit code {code})"
    return f"✗ {one_line(line, _WIDTH - len(ending) - 2)}{ending}"


def _where(plan: Plan, room: Room, *, failed: bool) -> str:
    if room.place.side is Side.AFTER:
        left = "what the failed command left behind" if failed else "what it made"
        return f"You are after it, in {left}."
    layer = layer_of(plan.dockerfile, room.place)
    if layer is None:
        return "You are before it, in the empty file system of FROM scratch."
    shown = redact_source(layer.text, plan.secrets)
    return f"You are before it, after {plan.dockerfile.name}:{layer.span.end}: {shown}"


def _again(room: Room, *, failed: bool, is_after: bool) -> str:
    if not room.command.runs:
        return ""
    what = "the failed command" if failed else "its command"
    return f"rerun runs {what}{' once more' if is_after else ''} (↑ brings it), rerun -x traces it."


def _bare(room: Room) -> str:
    if room.container.has_shell:
        return ""
    return f"The image has no shell: this one and its tools are ours, in {HOME}/bin."


def _context(room: Room) -> str:
    mounted = any(mount.target == PLACE for mount in room.mounts)
    return f"The build context, as the builder sees it, is in {PLACE}." if mounted else ""
