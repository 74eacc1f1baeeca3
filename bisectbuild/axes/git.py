"""The port to git: its words are run in a folder, and what it said comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from bisectbuild.errors import UnreadableError
from bisectbuild.tty.text import one_line

_WIDTH = 300


class Said(Protocol):
    """What git answered."""

    @property
    def code(self) -> int:
        """Its exit code."""

    @property
    def stdout(self) -> bytes:
        """Its answer."""

    @property
    def stderr(self) -> bytes:
        """Its complaint."""


class Git(Protocol):
    """Runs git without the caller's GIT_DIR and its kin, without hooks and without questions."""

    def __call__(self, folder: Path, *words: str) -> Said:
        """Run git in a folder. Raises UsageError where there is none, UnreadableError if stuck."""


def complaint(said: Said) -> str:
    """Give the last thing that git complained of, on one line that is safe to show."""
    lines = said.stderr.decode(errors="replace").strip().splitlines() or [f"exit code {said.code}"]
    fatal = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines
    return one_line(fatal[-1].partition(": ")[2] or fatal[-1], _WIDTH).rstrip(".")


def answer(git: Git, folder: Path, *words: str) -> bytes:
    """Give what git printed, without its last line feed. Raises UnreadableError if it fails."""
    said = git(folder, *words)
    if said.code:
        raise UnreadableError(
            f"`git {words[0]}` failed: {complaint(said)}.",
            hint=f"Try it by hand in {folder}; `git fsck` tells whether the repository is whole.",
        )
    return said.stdout.removesuffix(b"\n")
