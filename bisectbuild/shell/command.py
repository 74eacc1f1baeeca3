"""What a RUN runs: the words that the builder starts, read from the instruction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from bisectbuild.dockerfile.model import Heredoc, Instruction
from bisectbuild.dockerfile.words import json_items

SH: Final = ("/bin/sh", "-c")
_TRACING: Final = frozenset({"sh", "ash", "dash", "bash", "ksh", "mksh", "zsh"})
_LEADING: Final = frozenset({"busybox", "env"})
# A value that is one opener and nothing else: its body is the command (BuildKit, dispatchRun).
_BODY_ALONE: Final = re.compile(r"""[0-9]*<<-?[\t\n\f\r ]*(?:[^<\s'"]|'[^<']*'|"[^<"]*")+\Z""")
_TABS: Final = re.compile(r"^\t+", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCommand:
    """What an instruction runs; nothing where all is empty.

    `text` is the shell form, heredoc bodies included, which `shell`, the words of the SHELL in
    force, gets as its last argument. `words` is the exec form. `script` is the body of a heredoc
    that begins with `#!`, which is laid down as a file called `script_name` and run by the shell.
    """

    shell: tuple[str, ...] = ()
    text: str | None = None
    words: tuple[str, ...] = ()
    script: str | None = None
    script_name: str = ""

    @property
    def runs(self) -> bool:
        """Whether there is anything to run."""
        return self.text is not None or self.script is not None or bool(self.words)

    def argv(self, script: str = "") -> tuple[str, ...]:
        """Give the words that are started; `script` is where the script lies."""
        if self.script is not None:
            return (*self.shell, script)
        return self.words if self.text is None else (*self.shell, self.text)


def run_command(instruction: Instruction, shell: tuple[str, ...] = ()) -> RunCommand:
    """Read what a RUN runs under a SHELL, /bin/sh where `shell` is empty."""
    if instruction.keyword != "RUN":
        return RunCommand()
    shell = shell or SH
    words = json_words(instruction.value)
    if words is not None:
        return RunCommand(words=words)
    if not instruction.heredocs:
        return RunCommand(shell=shell, text=instruction.value)
    if not is_body_alone(instruction):
        bodies = "".join(f"\n{doc.body}{doc.name}" for doc in instruction.heredocs)
        return RunCommand(shell=shell, text=instruction.value + bodies)
    heredoc = instruction.heredocs[0]
    body = _content(heredoc)
    if heredoc.body.startswith("#!"):
        return RunCommand(shell=shell, script=body, script_name=heredoc.name)
    return RunCommand(shell=shell, text=body)


def is_body_alone(instruction: Instruction) -> bool:
    """Tell whether the body of its one heredoc is all that a RUN runs."""
    return len(instruction.heredocs) == 1 and bool(_BODY_ALONE.match(instruction.value))


def json_words(value: str) -> tuple[str, ...] | None:
    """Give the words of an exec form, or None where the value is none."""
    items = json_items(value) or ()
    words = tuple(item for item in items if isinstance(item, str))
    return words if words and len(words) == len(items) else None


def traced(argv: tuple[str, ...]) -> tuple[str, ...] | None:
    """Give the words with `-x` behind the shell among them, None where no shell is known."""
    at = 1 if _name(argv[:1]) in _LEADING else 0
    if _name(argv[at : at + 1]) not in _TRACING:
        return None
    return (*argv[: at + 1], "-x", *argv[at + 1 :])


def _name(word: tuple[str, ...]) -> str:
    return PurePosixPath(*word).name


def _content(heredoc: Heredoc) -> str:
    return _TABS.sub("", heredoc.body) if heredoc.strip_tabs else heredoc.body
