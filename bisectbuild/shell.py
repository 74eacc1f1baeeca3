"""The shell in the last good layer: which program, which variables, and the banner over it."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass

from bisectbuild.dockerfile.model import Instruction
from bisectbuild.sandbox import ShellRequest
from bisectbuild.tty.text import one_line, visible

FAILED_VARIABLE = "FAILED"
_BEST_SHELL = "for s in bash ash sh; do command -v $s >/dev/null 2>&1 && exec $s; done; exec sh"
_WIDTH = 96


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where a shell opens, and what the person should know there.

    `title` says what failed or where we are. `place` names the layer. `command` is what the
    failing RUN ran (None where it was no RUN), `runner` how its shell is called. `failed` is
    false where nothing failed, and `command` would merely come next.
    """

    title: str
    place: str
    image: str
    variables: tuple[tuple[str, str], ...]
    command: str | None
    runner: tuple[str, ...]
    failed: bool = True


def run_command(instruction: Instruction) -> tuple[str | None, tuple[str, ...]]:
    """Give what a RUN runs: the text for its shell, or the words of its exec form.

    (None, words) is the exec form; (text, ()) the shell form, heredoc bodies included;
    (None, ()) an instruction that runs nothing.
    """
    if instruction.keyword != "RUN":
        return None, ()
    words = json_words(instruction.value)
    if words is not None:
        return None, words
    if not instruction.heredocs:
        return instruction.value, ()
    bodies = "".join(f"{doc.body}{doc.name}\n" for doc in instruction.heredocs)
    if instruction.value.startswith("<<") and len(instruction.heredocs) == 1:
        return instruction.heredocs[0].body, ()
    return f"{instruction.value}\n{bodies}", ()


def json_words(value: str) -> tuple[str, ...] | None:
    """Give the words of an exec form, or None where the value is none."""
    if not value.startswith("["):
        return None
    try:
        words = json.loads(value)
    except ValueError:
        return None
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        return None
    return tuple(words)


def shell_request(scene: Scene, *, session: str, execute: str | None, tty: bool) -> ShellRequest:
    """Give the process to start: a person's shell, or one command of theirs."""
    variables = scene.variables
    if scene.command is not None:
        variables = (*variables, (FAILED_VARIABLE, scene.command))
    argv = ("/bin/sh", "-c", _BEST_SHELL if execute is None else execute)
    return ShellRequest(image=scene.image, argv=argv, env=variables, session=session, tty=tty)


def banner(scene: Scene) -> tuple[str, ...]:
    """Give at most six lines: what failed, where you are, how to go on, how to leave."""
    lines = [one_line(scene.title, _WIDTH), one_line(f"You are in {scene.place}", _WIDTH)]
    what = "Run the failed command again" if scene.failed else "Run the next command"
    if scene.command is not None:
        lines.append(f'{what}:  {visible(shlex.join(scene.runner))} "${FAILED_VARIABLE}"')
        lines.append(one_line(f"  which is:  {scene.command}", _WIDTH))
    elif scene.runner:
        lines.append(one_line(f"{what}:  {shlex.join(scene.runner)}", _WIDTH))
    lines.append("Leave with exit or Ctrl-D; nothing that you change here is kept.")
    return tuple(lines)
