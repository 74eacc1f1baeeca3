"""What was asked of the machine about a failure; None is "not asked" or "not known"."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """/etc/os-release of the failing step's image."""

    id: str
    version: str
    codename: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source of a COPY or ADD, as the build context's directory shows it.

    `exists` on disk; `ignored_by` is the line `file:number: pattern` that hides it, "" if none;
    `outside` the context; `other_case` the path that differs from it in case alone; `stages` the
    stages of the file that are known to hold it; `near` paths of nearly that name.
    """

    path: str
    exists: bool
    ignored_by: str = ""
    outside: bool = False
    other_case: str = ""
    stages: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """A pattern of a COPY or ADD, on this line, that no file of the build context fits.

    BuildKit says nothing of it. `ignored_by` is the line that hides the files that would fit.
    """

    line: int
    pattern: str
    ignored_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A command as the image has it: the paths where it lies, those on PATH first."""

    name: str
    paths: tuple[str, ...]
    on_path: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """Bytes free and in all, and inodes free, at a path."""

    path: str
    free: int
    total: int
    inodes_free: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that was asked. `manager` is the image's package manager (apt, apk, dnf, …).

    `index_present` tells whether its package index is in the image, `index_days` how old that is.
    `machine_cpu` and `image_cpu` are in Docker's words (amd64, arm64). `memory` is the engine's,
    in bytes. `login` tells whether a login for the registry of the base image is stored. `crlf` are
    files of the build context, named in the failure, whose first line has a Windows line end.
    `unmatched` are patterns of the stage's COPYs before the failing RUN.
    """

    release: Release | None = None
    manager: str = ""
    index_present: bool | None = None
    index_days: int | None = None
    programs: tuple[Program, ...] = ()
    sources: tuple[Source, ...] = ()
    spaces: tuple[Space, ...] = ()
    memory: int | None = None
    image_cpu: str = ""
    machine_cpu: str = ""
    user: str = ""
    login: bool | None = None
    clock_skew: float | None = None
    crlf: tuple[str, ...] = ()
    unmatched: tuple[Unmatched, ...] = ()

    def program(self, name: str) -> Program | None:
        """Give what is known of a command."""
        return next((program for program in self.programs if program.name == name), None)

    def source(self, path: str) -> Source | None:
        """Give what is known of a source, by the path as written or as a builder prints it."""
        wanted = _inside(path)
        return next((source for source in self.sources if _inside(source.path) == wanted), None)


def _inside(path: str) -> str:
    """Give a path as builders take it: below the context, whatever it begins with."""
    return posixpath.normpath("/" + path)
