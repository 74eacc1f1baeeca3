"""Typing into the real program at a real terminal, and reading what it says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pexpect

if TYPE_CHECKING:
    from tests.support.program import Program

LEAVE = "Leave with exit or Ctrl-D; what you change here is gone in the end, unless you keep it."
# prompt_toolkit moves the cursor instead of printing the blank behind it.
PROMPT = "(bisectbuild)"
_ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07|[=>])")


def plain(text: str | None) -> str:
    """Take escape sequences and carriage returns off what a terminal got."""
    return _ESCAPES.sub("", text or "").replace("\r", "")


def opened(here: Program, *words: str) -> tuple[pexpect.spawn[str], list[str]]:
    """Open the shell; give it and the lines of its banner."""
    shell = here.terminal(*words)
    shell.expect_exact(LEAVE)
    told = plain(shell.before).split("\n\n")[-1]
    shell.expect("[#$] ")
    return shell, [*(line for line in told.split("\n") if line), LEAVE]


def says(shell: pexpect.spawn[str], command: str) -> str:
    """Type a command; give what it printed."""
    shell.sendline(f"{command}; echo en''d-of-it")
    shell.expect_exact("en''d-of-it")
    shell.expect("(?s)(.*)end-of-it")
    assert isinstance(shell.match, re.Match)
    return plain(shell.match[1]).strip()


def leave(shell: pexpect.spawn[str]) -> int | None:
    """Leave the shell with `exit`, and the prompt that may follow; give the exit code."""
    shell.sendline("exit")
    if shell.expect_exact([PROMPT, pexpect.EOF]) == 0:
        shell.sendline("quit")
        shell.expect(pexpect.EOF)
    shell.wait()
    return shell.exitstatus
