"""A container with the files of a person's shell, driven by the engine's own docker client."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pexpect

from bisectbuild.dockerfile.parse import parse
from bisectbuild.dockerfile.place import Place, Side
from bisectbuild.sandbox import HOME, File
from bisectbuild.shell.command import run_command
from bisectbuild.shell.files import FIRST_MARK, FIRST_TYPED, FIRST_VARIABLE, TRANSCRIPT, lay_out
from bisectbuild.shell.transcript import Typed, read_transcript
from tests.support.program import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.matrix import Engine

_PROMPT = r"\[before :[0-9]+\] [^\r\n]*[#$] (?:\x1b\[(?:6n|J))*$"
# A resize has the shell draw its prompt again in its line, which is no new one.
_NEXT = rf"\n(?:\x1b\[\?2004[lh]|\r)*{_PROMPT}"
_ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07|[=>])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A running container that holds the files."""

    engine: Engine
    id: str
    sh: str = "/bin/sh"

    def run(self, *words: str, options: tuple[str, ...] = ()) -> str:
        """Run a program in it; give all that it printed."""
        return self.engine.docker("exec", *options, self.id, *words, check=False)

    def shell(self, *options: str) -> Shell:
        """Open a person's shell, as a terminal of the program does."""
        variable = "=".join(FIRST_VARIABLE)
        words = ("-it", "-e", "TERM=xterm", "-e", variable, *options, self.id, self.sh)
        child = pexpect.spawn(
            "docker",
            ["exec", *words, f"{HOME}/enter"],
            env=self.engine.env,
            encoding="utf-8",
            codec_errors="surrogateescape",
            timeout=PATIENCE,
            dimensions=(30, 200),
        )
        child.send(FIRST_TYPED.decode())
        child.expect_exact(FIRST_MARK.decode())
        child.expect(_PROMPT)
        return Shell(child=child, greeting=str(child.before))

    def typed(self) -> tuple[Typed, ...]:
        """Give what was typed in its shells."""
        done = subprocess.run(
            ("docker", "exec", self.id, self.sh, "-c", f"cat {TRANSCRIPT}"),
            env=self.engine.env,
            stdout=subprocess.PIPE,
            check=True,
        )
        return read_transcript(done.stdout)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """A person's shell at a terminal."""

    child: pexpect.spawn[str]
    greeting: str

    def says(self, keys: str, *, end: str = "\r") -> str:
        """Type; give what was printed up to the next prompt, the line typed included."""
        self.child.send(keys + end)
        self.child.expect(_NEXT)
        return _ESCAPES.sub("", str(self.child.before)).replace("\r", "")

    @property
    def prompt(self) -> str:
        """The prompt that stands there."""
        return _ESCAPES.sub("", str(self.child.after))

    def leave(self) -> int | None:
        """Type exit; give the exit code."""
        self.child.send("exit\r")
        self.child.expect(pexpect.EOF)
        self.child.wait()
        return self.child.exitstatus


@contextmanager
def box(
    engine: Engine, image: str, text: str, *options: str, extra: tuple[File, ...] = ()
) -> Iterator[Box]:
    """Make a container for the last instruction of a Dockerfile."""
    instruction = parse(text.encode()).instructions[-1]
    place = Place(instruction=instruction, side=Side.BEFORE)
    files = (*lay_out(run_command(instruction), place, buildkit=True), *extra)
    sh = f"{HOME}/bin/sh" if extra else "/bin/sh"
    name = f"bisectbuild-test-{uuid.uuid4().hex[:12]}"
    words = ("-i", "--hostname=buildkitsandbox", f"--name={name}", f"--entrypoint={sh}")
    engine.docker("create", *words, *options, image)
    try:
        subprocess.run(
            ("docker", "cp", "-", f"{name}:/"), env=engine.env, input=_tar(files), check=True
        )
        engine.docker("start", name)
        yield Box(engine=engine, id=name, sh=sh)
    finally:
        engine.docker("rm", "--force", "--volumes", name)


def _tar(files: tuple[File, ...]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as tar:
        for folder in dict.fromkeys(str(PurePosixPath(file.path).parent) for file in files):
            entry = tarfile.TarInfo(folder.strip("/"))
            entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            tar.addfile(entry)
        for file in files:
            entry = tarfile.TarInfo(file.path.strip("/"))
            entry.size, entry.mode = len(file.data), file.mode
            tar.addfile(entry, io.BytesIO(file.data))
    return data.getvalue()
