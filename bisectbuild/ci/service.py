"""What a CI service is to us: how it is known, and what it is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from bisectbuild.ci.told import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Append:
    """Text to append to a file that the service reads."""

    path: Path
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A program of the service to run, with a text on its standard input."""

    argv: tuple[str, ...]
    text: str


Deed: TypeAlias = Append | Run
Environment: TypeAlias = Mapping[str, str]


def no_deeds(told: Told, summary: str, env: Environment) -> tuple[Deed, ...]:
    """Ask for nothing beside the log."""
    del told, summary, env
    return ()


def no_lines(told: Told) -> tuple[str, ...]:
    """Print nothing of the service's own."""
    del told
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service.

    `here` tells by the environment whether this is it. `from_fork` tells whether the job runs a
    stranger's code: a pull request from a fork. `root` is the variable that names the checkout.
    `lines` are printed into the log before the diagnosis, `after` behind it; where `stdout` is
    set they count on standard output alone. `deeds` are done beside the log, given a summary in
    Markdown.
    """

    id: str
    name: str
    here: Callable[[Environment], bool]
    from_fork: Callable[[Environment], bool]
    root: str = ""
    lines: Callable[[Told], tuple[str, ...]] = no_lines
    after: Callable[[Told], tuple[str, ...]] = no_lines
    stdout: bool = False
    deeds: Callable[[Told, str, Environment], tuple[Deed, ...]] = no_deeds

    def checkout(self, env: Environment) -> Path:
        """Give the folder that the service takes paths from."""
        return Path(env.get(self.root) or ".")
