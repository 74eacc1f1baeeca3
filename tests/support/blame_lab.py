"""Runs many RUN lines in one container, as a builder would start each, and gives what they say."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bisectbuild.blame.sources import shell_words
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.parse import parse
from bisectbuild.shell.command import SH, run_command
from bisectbuild.shell.tracing import tracing
from bisectbuild.trace.digest import Log, digest_lines
from tests.support.matrix import Engine

_MARK = "0badcafe"
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_PART = re.compile(r"\n@@begin (\d+)@@\n(.*?)\n@@end (\d+)@@\n", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a step printed, and how it ended."""

    log: Log
    code: int


def last_run(text: str) -> tuple[Dockerfile, Instruction]:
    """Read a file; give it and its last instruction."""
    dockerfile = parse(text.encode())
    return dockerfile, dockerfile.instructions[-1]


def run_all(
    engine: Engine, image: str, texts: Iterable[str], tools: Mapping[str, str], *, trace: bool
) -> list[Ran]:
    """Run the last RUN of each text in one container of an image."""
    lines = [
        _install(f"/usr/local/bin/{name}", f"#!/bin/sh\n{body}") for name, body in tools.items()
    ]
    for number, text in enumerate(texts):
        lines.append(_step(number, text, trace=trace))
    done = subprocess.run(
        ("docker", "run", "--rm", "-i", image, "/bin/sh", "-s"),
        env=engine.env,
        input="\n".join(["mkdir -p /usr/local/bin /rows", *lines, ""]),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=True,
    )
    return [
        Ran(log=digest_lines(found[2].split("\n")), code=int(found[3]))
        for found in _PART.finditer(done.stdout)
    ]


def _install(path: str, text: str) -> str:
    return f"printf %s {shlex.quote(text)} > {path}; chmod 755 {path}"


def _step(number: int, text: str, *, trace: bool) -> str:
    dockerfile, run = last_run(text)
    shell = shell_words(dockerfile, run) or SH
    command = run_command(run, shell)
    script = f"/rows/{number}"
    argv = command.argv(script)
    if trace and command.text is not None:
        argv = (*shell, tracing(shell, _MARK) + command.text)
    step = f"env -i HOME=/root PATH={_PATH} {shlex.join(argv)}"
    install = _install(script, command.script) if command.script is not None else ":"
    return (
        f"cd /; {install}; printf '\\n@@begin {number}@@\\n'\n"
        f"{step} </dev/null 2>&1\nprintf '\\n@@end %d@@\\n' $?"
    )
