"""Proposing a change of the failed instruction from what was typed in its shell."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.fix.grammar import Command, Script, read_script
from bisectbuild.fix.proposal import Proposal, proposal
from bisectbuild.fix.source import Source, source_of
from bisectbuild.fix.worked import before_rerun, failures, only_looks, replacements, reran
from bisectbuild.shell.command import run_command
from bisectbuild.shell.transcript import Typed

# How alike two commands must be, from 0 to 1, for one to be the other put right.
_ALIKE: Final = 0.55
# What one of the same program, or one that failed when it was typed, is nearer by.
_SAME_PROGRAM: Final = 0.3
_FAILED: Final = 0.5
# What one that only looks is farther by: it is seldom what was meant.
_LOOKS: Final = 0.35


def propose(
    dockerfile: Dockerfile, instruction: Instruction, typed: tuple[Typed, ...], workdir: str = "/"
) -> Proposal | None:
    """Propose a change; None where what was typed gives none.

    Where `rerun` worked, what worked before it comes before the command in the same RUN. Else
    the command that is most like one that worked is replaced by that one, and by nothing more.
    `workdir` is the directory of the step.
    """
    command = run_command(instruction)
    if command.words:
        return _exec_form(dockerfile, instruction, command.words, typed)
    if command.text is None:
        return None
    source = source_of(dockerfile, instruction)
    script = read_script(source.text)
    if not script.commands:
        return None
    if reran(typed):
        return _extended(dockerfile, source, script, before_rerun(typed, workdir))
    return _replaced(dockerfile, source, script, typed)


def _extended(
    dockerfile: Dockerfile, source: Source, script: Script, before: tuple[str, ...]
) -> Proposal | None:
    """Put commands before the first one that is not `set`."""
    if not before:
        return None
    first = next((c for c in script.commands if c.program != "set"), script.commands[0])
    at = source.offset + first.start
    sign = " && " if script.is_chain else " || exit 1; "
    text = "".join(f"{command}{sign}" for command in before)
    why = "The failed command worked after this was done before it."
    return proposal(dockerfile, ((at, at, text),), why)


def _replaced(
    dockerfile: Dockerfile, source: Source, script: Script, typed: tuple[Typed, ...]
) -> Proposal | None:
    found = nearest(script.commands, replacements(typed), failures(typed))
    if found is None:
        return None
    old, new = found
    edit = (source.offset + old.start, source.offset + old.end, new.text)
    return proposal(dockerfile, (edit,), f"{new.text} worked in the shell, {old.text} did not.")


def _exec_form(
    dockerfile: Dockerfile,
    instruction: Instruction,
    words: tuple[str, ...],
    typed: tuple[Typed, ...],
) -> Proposal | None:
    """Replace the words of an exec form by those of one plain command."""
    text = shlex.join(words)
    old = Command(text=text, start=0, end=len(text), words=words)
    found = nearest((old,), replacements(typed), failures(typed))
    starts = dockerfile.line_starts
    first, end = starts[instruction.span.start - 1], starts[instruction.span.end]
    where = dockerfile.data.find(b"[", first, end)
    last = dockerfile.data.rfind(b"]", first, end)
    if found is None or where < 0 or last < where or set(found[1].text) & set("$*?<>|&;`~{"):
        return None
    new = json.dumps(shlex.split(found[1].text), ensure_ascii=False)
    why = f"{found[1].text} worked in the shell, {text} did not."
    return proposal(dockerfile, ((where, last + 1, new),), why)


def nearest(
    commands: Iterable[Command], worked: Iterable[Command], failed: frozenset[str]
) -> tuple[Command, Command] | None:
    """Give the pair of a command and of one that worked which is most alike; the latest first."""
    commands = tuple(commands)
    known = {" ".join(command.text.split()) for command in commands}
    best: tuple[float, Command, Command] | None = None
    for new in worked:
        if " ".join(new.text.split()) in known:
            continue
        for old in commands:
            likeness = _likeness(old, new, failed)
            if likeness >= _ALIKE and (best is None or likeness > best[0]):
                best = (likeness, old, new)
    return None if best is None else best[1:]


def _likeness(old: Command, new: Command, failed: frozenset[str]) -> float:
    likeness = SequenceMatcher(None, old.text, new.text, autojunk=False).ratio()
    if old.program == new.program:
        likeness += _SAME_PROGRAM
    if " ".join(old.text.split()) in failed:
        likeness += _FAILED
    if only_looks(new):
        likeness -= _LOOKS
    return likeness
