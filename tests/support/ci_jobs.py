"""A job of `ci --on-failure shell`, begun and run up to where it waits for people."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.program import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`line` is what the log tells people to type, in words; `known` the line for known_hosts."""

    child: subprocess.Popen[str]
    line: list[str]
    known: str


@contextmanager
def job(here: Program, keys: Path, *words: str) -> Iterator[Job]:
    """Give the job once its log tells how to come in; what is left of it in the end is killed."""
    asked = ("--on-failure", "shell", "--authorized-keys", str(keys), *words)
    child = here.begin("ci", *asked, "--", "docker", "build", ".")
    try:
        assert child.stderr
        told: list[str] = []
        while not told or not told[-1].startswith("for known_hosts: "):
            told.append(child.stderr.readline())
            assert told[-1], "".join(told)
        line, _fingerprint, known = told[-3:]
        yield Job(child=child, line=line.split(), known=known.removeprefix("for known_hosts: "))
    finally:
        child.kill()
        child.wait()


def settings(folder: Path, key: Path, *known: str) -> Path:
    """Write a person's settings for `ssh -F`, with nothing of this machine's own; give the file."""
    hosts = folder / f"{key.stem}.known"
    hosts.write_text("".join(known))
    path = folder / f"{key.stem}.config"
    path.write_text(
        f"IdentityFile {key}\nIdentitiesOnly yes\nIdentityAgent none\nBatchMode yes\n"
        f"UserKnownHostsFile {hosts}\nGlobalKnownHostsFile /dev/null\nStrictHostKeyChecking yes\n"
        "LogLevel ERROR\n"
    )
    return path
