"""The files that are laid below /.bisectbuild for a person's shell, made from what a step runs."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

from bisectbuild.sandbox import HOME, File
from bisectbuild.shell.command import SH, RunCommand, traced
from bisectbuild.shell.scripts import ASHRC, BASHRC, ENTER, FUNCTIONS, MARK, RERUN, TYPES

if TYPE_CHECKING:
    from bisectbuild.dockerfile.place import Place

TRANSCRIPT: Final = f"{HOME}/transcript"
_PIPES: Final = f"{HOME}/pipes"
_COPYING: Final = frozenset({"COPY", "ADD"})
_FOR_ALL: Final = 0o666
_PROGRAM: Final = 0o755
_WRITTEN: Final = ("transcript", "history", "seen")
_MARK_ESCAPED: Final = MARK.replace("\x1b", r"\033").replace("\x07", r"\007")
# A terminal may begin with this typed, and this variable set; all that comes before MARK, and
# MARK itself, is then to be thrown away. Only so does the arrow key bring `rerun` in every ash.
FIRST_TYPED: Final = b"rerun\r"
FIRST_VARIABLE: Final = (TYPES, "rerun")
FIRST_MARK: Final = MARK.encode()


def lay_out(command: RunCommand, place: Place, *, buildkit: bool) -> tuple[File, ...]:
    """Give the files for a shell at a place, where `command` is what its instruction runs.

    Start `HOME/enter` with a shell for a person, and `HOME/enter -c TEXT` for one command.
    """
    label = f"{place.side.value} :{place.instruction.span.start}"
    keyword = place.instruction.keyword
    files = {
        "enter": _filled(
            ENTER, HOSTNAME="yes" if buildkit else "", SHELL=shlex.join(command.shell or SH)
        ),
        "bashrc": _filled(BASHRC, LABEL=label),
        "ashrc": _filled(ASHRC, LABEL=label),
        "functions": _filled(FUNCTIONS, MARK=_MARK_ESCAPED),
        "rerun": _rerun(command, keyword),
        "command": _shown(command),
    }
    laid = [
        File(path=f"{HOME}/{name}", data=_bytes(text), mode=_mode(name))
        for name, text in files.items()
    ]
    # Written by the step's user, who may be any.
    laid += [File(path=f"{HOME}/{name}", data=b"", mode=_FOR_ALL) for name in _WRITTEN]
    if command.script is not None:
        laid.append(File(path=_place(command), data=_bytes(command.script), mode=_PROGRAM))
    return tuple(laid)


def _mode(name: str) -> int:
    return _PROGRAM if name in {"enter", "rerun"} else 0o644


def _rerun(command: RunCommand, keyword: str) -> str:
    if not command.runs:
        return _nothing(keyword)
    argv = command.argv(_place(command))
    shown = traced(argv)
    untraced = "rerun: no shell runs this command, so there is nothing to trace."
    return _filled(
        RERUN,
        WORDS=shlex.join(argv),
        TRACED=f"set -- {shlex.join(shown)}" if shown else f"echo {shlex.quote(untraced)} >&2",
    )


def _nothing(keyword: str) -> str:
    """Give a rerun for what runs nothing; it says what to look at instead."""
    lines = ["#!/bin/sh", f"echo {shlex.quote(f'rerun: {keyword} runs no command.')} >&2"]
    if keyword in _COPYING:
        look = f"The build context, as the builder sees it:  ls -la {HOME}/context"
        lines.append(f"[ ! -d {HOME}/context ] || echo {shlex.quote(look)} >&2")
    return "\n".join([*lines, "exit 2", ""])


def _shown(command: RunCommand) -> str:
    if command.script is not None:
        return command.script
    return shlex.join(command.words) if command.text is None else command.text


def _place(command: RunCommand) -> str:
    name = command.script_name
    return f"{_PIPES}/{'script' if '/' in name or name in {'', '.', '..'} else name}"


def _filled(script: str, **values: str) -> str:
    for name, value in {"HOME": HOME, **values}.items():
        script = script.replace(f"@{name}@", value)
    return script


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
