"""A job of `ci --on-failure shell`, begun and run up to where it waits for people."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pexpect

from tests.support.program import PATIENCE, Program
from tests.support.ssh_people import Key
from tests.support.typing import LEAVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`line` is what the log tells people to type, in words; `known` the line for known_hosts.

    `log` are the lines that it had printed by then.
    """

    child: subprocess.Popen[str]
    line: list[str]
    known: str
    log: tuple[str, ...]


@contextmanager
def job(
    here: Program, keys: Path, *words: str, build: tuple[str, ...] = ("docker", "build", ".")
) -> Iterator[Job]:
    """Give the job once its log tells how to come in; what is left of it in the end is killed."""
    asked = ("--on-failure", "shell", "--authorized-keys", str(keys), *words)
    child = here.begin("ci", *asked, "--", *build)
    try:
        told = lines_up_to(child, "for known_hosts: ")
        line, _fingerprint, known = told[-3:]
        known = known.removeprefix("for known_hosts: ")
        yield Job(child=child, line=line.split(), known=known, log=tuple(told))
    finally:
        end(child)


def lines_up_to(child: subprocess.Popen[str], what: str) -> list[str]:
    """Read what it prints, up to the line that has some words."""
    assert child.stderr
    told: list[str] = []
    while not told or what not in told[-1]:
        told.append(child.stderr.readline())
        assert told[-1], "".join(told)
    return told


def recorded(recording: Path) -> str:
    """Give all that a recorded terminal showed; any word may come in pieces."""
    _, *events = map(json.loads, recording.read_text().splitlines())
    return "".join(data for _, kind, data in events if kind == "o")


def end(child: subprocess.Popen[str]) -> None:
    """Kill what is left of it, and close its pipes."""
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe:
            pipe.close()


def ssh(there: Job, key: Key, *words: str) -> list[str]:
    """Give what a person types, with a key and nothing of this machine's own settings."""
    config = settings(key.path.parent, key.path, there.known)
    return [there.line[0], "-F", str(config), *there.line[1:], *words]


def come_in(argv: list[str], *first: str) -> pexpect.spawn[str]:
    """Attach at a terminal, type some lines, and give it once the step's shell shows its prompt."""
    shell = pexpect.spawn(
        argv[0], argv[1:], encoding="utf-8", timeout=PATIENCE, dimensions=(40, 120)
    )
    for line in first:
        shell.sendline(line)
    shell.expect_exact(LEAVE)
    shell.expect("[#$] ")
    return shell


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
