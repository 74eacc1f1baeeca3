"""A bisection kept on disk: what was asked and what was answered, so that it can go on."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bisectbuild.bisection.axis import Axis, Point
from bisectbuild.bisection.log import write_mark, write_start
from bisectbuild.bisection.terms import Terms
from bisectbuild.bisection.verdict import Verdict
from bisectbuild.errors import FileFormatError, UsageError
from bisectbuild.session import state_folders

_FOLDER = "bisect"
_START = "start.json"
_LOG = "log"
_VERSION = 1
# File names may hold any byte.
_BYTES = "surrogateescape"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a bisection began with.

    `words` follow `bisectbuild bisect` on the command line, without the values of secrets.
    `fingerprint` tells whether what is searched is still the same. `parents` and `points` are
    its axis, so that words typed by hand need neither engine nor Dockerfile; `by_hand` says that
    a person tests them, and no command. There are no points where they come up as the search
    goes on, such as sets of changed files. `digest` is that of the Dockerfile, "" where unknown.
    """

    words: tuple[str, ...]
    fingerprint: str
    terms: Terms
    points: tuple[Point, ...]
    parents: tuple[tuple[int, ...], ...]
    word: str
    file: str = ""
    by_hand: bool = False
    merges: bool = False
    digest: str = ""

    @property
    def axis(self) -> Axis:
        """Give the axis that is searched."""
        return Axis(points=self.points, parents=self.parents, word=self.word, merges=self.merges)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One bisection on disk; there is one for each working directory, as git has one.

    `opened` is the log of a search that goes on now: where another one takes its place on the
    disk, its answers do not go there.
    """

    folder: Path
    start: Start
    opened: int | None = None

    @property
    def log(self) -> str:
        """Give the log, as `replay` reads it. Raises FileFormatError where it is gone."""
        try:
            return (self.folder / _LOG).read_text(encoding="utf-8", errors=_BYTES)
        except OSError as error:
            raise _unreadable(self.folder / _LOG) from error

    def note(self, point: int, verdict: Verdict) -> None:
        """Write down what a point of the axis answered; it is on the disk when this returns."""
        self.write(self.start.points[point], verdict)

    def write(self, point: Point, verdict: Verdict) -> None:
        """Write down what a point answered, of an axis or of none."""
        data = write_mark(point, verdict, self.start.terms).encode(errors=_BYTES)
        log = self.opened
        if log is None:
            log = os.open(self.folder / _LOG, os.O_WRONLY | os.O_APPEND)
        try:
            os.write(log, data)
            os.fsync(log)
        finally:
            if self.opened is None:
                os.close(log)

    def close(self) -> str:
        """End a search that went on until now; give its log, "" where another took its place."""
        if self.opened is None:
            return self.log
        try:
            ours = os.fstat(self.opened)
            file = self.folder / _LOG
            same = file.is_file() and file.stat().st_ino == ours.st_ino
            return self.log if same else ""
        finally:
            os.close(self.opened)

    def rewrite(self, text: str) -> None:
        """Put another log in the place of this one."""
        new = self.folder / f"{_LOG}.new"
        new.write_text(text, encoding="utf-8", errors=_BYTES)
        new.replace(self.folder / _LOG)

    def forget(self) -> None:
        """Remove it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def fingerprint(*parts: str | bytes) -> str:
    """Give a digest of what a search depends on."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode(errors="surrogateescape") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def begin(
    start: Start,
    marks: Iterable[tuple[Point, Verdict]] = (),
    environment: Mapping[str, str] = os.environ,
) -> Record | None:
    """Begin a record in place of an older one, with what is known already.

    None where no folder can be written. The older one is there until the new one is whole.
    """
    lines = [write_start(start.words)]
    lines += [write_mark(point, verdict, start.terms) for point, verdict in marks]
    for folder in _folders(environment):
        with suppress(OSError):
            new = folder.with_name(f"{folder.name}.{os.getpid()}")
            new.mkdir(parents=True, mode=0o700)
            (new / _LOG).write_text("".join(lines), encoding="utf-8", errors=_BYTES)
            content = json.dumps({"version": _VERSION, **asdict(start)})
            (new / _START).write_text(content, encoding="utf-8", errors=_BYTES)
            shutil.rmtree(folder, ignore_errors=True)
            new.rename(folder)
            log = os.open(folder / _LOG, os.O_WRONLY | os.O_APPEND)
            return Record(folder=folder, start=start, opened=log)
    return None


def current(environment: Mapping[str, str] = os.environ) -> Record:
    """Give the record of this working directory. Raises UsageError where there is none."""
    for folder in _folders(environment):
        file = folder / _START
        if file.is_file():
            return Record(folder=folder, start=_read(file))
    raise UsageError(
        "No bisection was begun in this directory.",
        hint="Begin one: bisectbuild bisect Dockerfile -- CMD, or bisectbuild bisect start",
    )


def _read(file: Path) -> Start:
    try:
        found = json.loads(file.read_text(encoding="utf-8", errors=_BYTES))
        if found.pop("version") != _VERSION:
            raise _unreadable(file)
        return _start(found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(file) from error


def _start(found: dict[str, Any]) -> Start:
    return Start(
        words=tuple(map(str, found["words"])),
        fingerprint=str(found["fingerprint"]),
        terms=Terms(**found["terms"]),
        points=tuple(Point(**point) for point in found["points"]),
        parents=tuple(tuple(map(int, parents)) for parents in found["parents"]),
        word=str(found["word"]),
        file=str(found["file"]),
        by_hand=bool(found.get("by_hand")),
        merges=bool(found.get("merges")),
        digest=str(found.get("digest") or ""),
    )


def _unreadable(file: Path) -> FileFormatError:
    return FileFormatError(
        f"The record of the bisection in {file.parent} cannot be read.",
        hint="Drop it with `bisectbuild bisect reset`, and begin again.",
    )


def drop(environment: Mapping[str, str] = os.environ) -> bool:
    """Remove the record of this working directory, readable or not; tell whether one was there."""
    found = [folder for folder in _folders(environment) if folder.is_dir()]
    for folder in found:
        shutil.rmtree(folder, ignore_errors=True)
    return bool(found)


def _folders(environment: Mapping[str, str]) -> tuple[Path, ...]:
    try:
        here = hashlib.sha256(os.fsencode(Path.cwd())).hexdigest()[:16]
    except OSError as error:
        raise UsageError(
            "The directory in which this was begun is gone.", hint="Go to one that exists: cd"
        ) from error
    return tuple(root / _FOLDER / here for root in state_folders(environment))
