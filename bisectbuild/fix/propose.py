"""Proposing a change of the failed instruction from what was typed in its shell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.parse import parse
from bisectbuild.fix.mend import put_before, replaced
from bisectbuild.fix.proposal import Edit, Proposal, proposal, spliced
from bisectbuild.fix.similar import likeness, shares_an_operand
from bisectbuild.fix.targets import Target, find_target
from bisectbuild.fix.worked import Piece, pieces, reran
from bisectbuild.script.grammar import Command, Script, read
from bisectbuild.shell.command import run_command
from bisectbuild.shell.transcript import Typed
from bisectbuild.tty.text import one_line

_SAME: Final = 1.0
# A command that only looks must be very like another to be meant in its place.
_LOOKING: Final = 0.6
_WIDTH: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What comes before all (in its order), and what comes in the place of which command."""

    before: tuple[Piece, ...]
    instead: tuple[tuple[Command, Piece, Command], ...] = ()

    @property
    def fits(self) -> bool:
        """Whether there is anything to do, and all of it can be written down."""
        used = (*self.before, *(piece for _, piece, _ in self.instead))
        return bool(used) and all(piece.fits for piece in used)


def propose(
    dockerfile: Dockerfile, instruction: Instruction, typed: tuple[Typed, ...], workdir: str = "/"
) -> Proposal | None:
    """Propose a change; None where what was typed gives none.

    What changed something and worked before `rerun` did (or the command itself, typed) comes
    before the command in the same RUN. A command that is like one that worked is replaced by
    that, word by word. `workdir` is the directory of the step.
    """
    target = find_target(dockerfile, instruction) if instruction.keyword == "RUN" else None
    script = read(target.text) if target else None
    if target is None or script is None or not script.commands:
        return None
    worked = pieces(typed, workdir)
    again = reran(typed)
    plan = _before(script, worked, again) if again >= 0 else _instead(script, worked)
    if not plan.fits:
        return None
    edits = _edits(dockerfile, target, script, plan)
    data = _changed(dockerfile, instruction, target, edits)
    return None if data is None else proposal(dockerfile, data, _why(plan))


def _before(script: Script, worked: tuple[Piece, ...], at: int) -> _Plan:
    done = (piece for piece in worked if piece.at < at and piece.changes and not _is_bare(piece))
    first = script.commands[0].words
    kept = {piece.shown: piece for piece in done if not _is(piece, first)}
    return _Plan(before=tuple(kept.values()))


def _is(piece: Piece, words: tuple[bytes, ...]) -> bool:
    return len(piece.parts) == 1 and piece.parts[0].words == words


def _is_bare(piece: Piece) -> bool:
    """Tell whether a piece sets a variable that no program of `rerun` can have seen."""
    return len(piece.parts) == 1 and piece.parts[0].kind == "variable_assignment"


def _instead(script: Script, worked: tuple[Piece, ...]) -> _Plan:
    instead: dict[tuple[bytes, ...], tuple[Command, Piece, Command]] = {}
    others: list[Piece] = []
    last = -1
    for piece in worked:
        found = [(old, piece, new) for new in piece.parts if (old := _nearest(script, piece, new))]
        if not found or len(found) < len(piece.parts):
            others.append(piece)
            continue
        last = piece.at
        instead.update({old.words: (old, piece, new) for old, _, new in found})
    new_ones = [one for one in instead.values() if one[0].words != one[2].words]
    before = [piece for piece in others if piece.at < last and piece.changes]
    if not new_ones and not before:
        new_ones = _only(script, [piece for piece in others if piece.changes])
    kept = {piece.shown: piece for piece in before}
    every = [
        (old, piece, new)
        for like, piece, new in new_ones
        for old in script.commands
        if old.words == like.words
    ]
    return _Plan(before=tuple(kept.values()), instead=tuple(every))


def _nearest(script: Script, piece: Piece, new: Command) -> Command | None:
    """Find the command of the RUN that another was most likely typed for."""
    found = [(likeness(old, new), old) for old in script.commands]
    score, old = max(found, key=lambda one: one[0])
    if not piece.changes and (score == _SAME or score < _LOOKING):
        return None
    return old if score else None


def _only(script: Script, done: list[Piece]) -> list[tuple[Command, Piece, Command]]:
    """Replace a RUN's only command by the only one that worked, if both are about one thing."""
    if len(done) != 1 or len(done[0].parts) != 1 or script.single is None:
        return []
    new = done[0].parts[0]
    return [(script.single, done[0], new)] if shares_an_operand(script.single, new) else []


def _edits(dockerfile: Dockerfile, target: Target, script: Script, plan: _Plan) -> tuple[Edit, ...]:
    edits = [
        edit for old, piece, new in plan.instead for edit in replaced(target.text, old, piece, new)
    ]
    if plan.before:
        line_end = b"\r\n" if b"\r\n" in dockerfile.data else b"\n"
        texts = tuple(piece.shown for piece in plan.before)
        line_end = line_end if target.lines else b""
        edits.append(put_before(target.text, script, texts, target.start, line_end=line_end))
    return tuple(edits)


def _changed(
    dockerfile: Dockerfile, instruction: Instruction, target: Target, edits: tuple[Edit, ...]
) -> bytes | None:
    """Give the new file; None where builders would read anything else in it than was meant.

    An escape character at the end of a line or a `<<` may change what a file means.
    """
    written = target.written(edits)
    if written is None:
        return None
    data = spliced(dockerfile.data, written)
    new = parse(data, name=dockerfile.name)
    at = instruction.index - 1
    if len(new.instructions) != len(dockerfile.instructions) or data == dockerfile.data:
        return None
    pairs = zip(new.instructions, dockerfile.instructions, strict=True)
    others = (one.source == other.source for one, other in pairs if one.index != at + 1)
    mended = new.instructions[at]
    found = find_target(new, mended)
    same = found is not None and found.text == spliced(target.text, edits)
    as_shell = run_command(mended).words[2:3] == (_text(spliced(target.text, edits)),)
    kept = mended.flags == instruction.flags and len(mended.heredocs) == len(instruction.heredocs)
    return data if all(others) and kept and (same or as_shell) else None


def _why(plan: _Plan) -> str:
    if plan.instead:
        old, piece, new = plan.instead[-1]
        told = _told(piece.text[new.start : new.end])
        first = f"{told} worked in the shell in the place of {_told(b' '.join(old.words))}"
        if not plan.before:
            return f"{first}."
        return f"{first}, after {_told(plan.before[-1].text)}."
    told = ", ".join(_told(piece.text) for piece in plan.before[-2:])
    return f"The command worked in the shell after this was done: {told}."


def _told(text: bytes) -> str:
    return one_line(text.decode(errors="replace"), _WIDTH)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
