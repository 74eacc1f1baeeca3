"""Runs the script of a question with a static busybox, as a layer's step would."""

from __future__ import annotations

import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.busybox import busybox

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bisectbuild.questions.question import Question

_PATIENCE = 300
NOBODY = 65534


@dataclass(frozen=True, kw_only=True)
class Told:
    """How a script ended, its last line, and all that it printed."""

    code: int
    line: str
    output: str


@dataclass(frozen=True, kw_only=True)
class Box:
    """A folder to ask in; anybody may enter it."""

    folder: Path

    def ask(
        self,
        question: Question,
        *,
        env: Mapping[str, str] | None = None,
        user: int | None = None,
    ) -> Told:
        """Run the script in the folder, with nothing but these variables and a PATH."""
        tool = busybox()
        done = subprocess.run(
            (tool, "sh", "-c", question.script),
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], **(env or {}), "BB": tool},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_PATIENCE,
            check=False,
            user=user,
            group=user,
            extra_groups=None if user is None else (),
        )
        output = done.stdout.decode(errors="replace")
        return Told(code=done.returncode, line=output.rstrip("\n").split("\n")[-1], output=output)

    def write(self, path: str, text: str = "", mode: int = 0o644) -> Path:
        """Write a file below the folder, and the folders that it lies in."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)
        return file


def box() -> Box:
    """Give a new folder below the system's folder for such, which every user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="bb-questions-"))
    folder.chmod(0o755)
    return Box(folder=folder)


def needs_root() -> None:
    """Skip where this user cannot become another."""
    if os.geteuid() != 0:
        pytest.skip("only root can ask as another user")
