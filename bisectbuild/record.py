"""A bisection kept on disk: what was asked and what was answered, so that it can go on."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bisectbuild.bisection import logfile
from bisectbuild.bisection.axis import Axis, Point
from bisectbuild.bisection.log import write_mark, write_start
from bisectbuild.bisection.terms import Terms
from bisectbuild.bisection.verdict import Verdict
from bisectbuild.errors import FileFormatError, UsageError
from bisectbuild.interrupt import held
from bisectbuild.session import state_folders

_FOLDER = "bisect"
_START = "start.json"
_LOG = "log"
_ASIDE = ".old"
_VERSION = 1


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
    disk, its answers do not go there. `lost` is why answers of it could not be written.
    """

    folder: Path
    start: Start
    opened: int | None = None
    lost: list[OSError] = field(default_factory=list, compare=False)

    @property
    def log(self) -> str:
        """Give the log, as `replay` reads it, without a last line that was cut short.

        Raises FileFormatError where it is gone.
        """
        try:
            return logfile.read(self.folder / _LOG)
        except OSError as error:
            raise _unreadable(self.folder / _LOG) from error

    @property
    def is_torn(self) -> bool:
        """Whether the log ends in what was cut short, and `log` leaves that out."""
        try:
            return logfile.is_torn(self.folder / _LOG)
        except OSError as error:
            raise _unreadable(self.folder / _LOG) from error

    def note(self, point: int, verdict: Verdict) -> None:
        """Write down what a point of the axis answered; it is on the disk when this returns."""
        self.write(self.start.points[point], verdict)

    def write(self, point: Point, verdict: Verdict) -> None:
        """Write down what a point answered, of an axis or of none.

        Where that cannot be, a search that goes on now says so once and is not ended by it; else
        FileFormatError is raised.
        """
        text = write_mark(point, verdict, self.start.terms)
        try:
            if self.opened is None:
                self._append(text)
            else:
                logfile.append(self.opened, text)
        except OSError as error:
            if self.opened is None:
                raise _unwritable(self.folder, error) from error
            self._lose(error)

    def _append(self, text: str) -> None:
        log = os.open(self.folder / _LOG, os.O_RDWR | os.O_APPEND)
        try:
            logfile.append(log, text)
        finally:
            os.close(log)

    def _lose(self, error: OSError) -> None:
        if not self.lost:
            sys.stderr.write(
                f"The record of this search cannot be written ({error.strerror}): it goes on, but"
                " --resume will not know all answers.\n"
            )
            sys.stderr.flush()
        self.lost.append(error)

    def close(self) -> str:
        """End a search that went on until now; give its log, "" where another took its place."""
        if self.opened is None:
            return self.log
        try:
            return self.log if self._is_ours(self.opened) else ""
        except FileFormatError:
            return ""  # What was found is not lost with it.
        finally:
            os.close(self.opened)

    def _is_ours(self, opened: int) -> bool:
        with suppress(OSError):
            return os.path.samestat(os.fstat(opened), (self.folder / _LOG).stat())
        return False

    def rewrite(self, text: str) -> None:
        """Put another log in the place of this one. Raises FileFormatError where it cannot be."""
        whole = text if text.endswith("\n") or not text else f"{text}\n"
        try:
            logfile.put(self.folder / _LOG, whole)
        except OSError as error:
            raise _unwritable(self.folder, error) from error

    def forget(self) -> None:
        """Remove it."""
        _remove(self.folder)


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
    folders = _folders(environment)
    for folder in folders:
        with suppress(OSError):
            _put(folder, start, "".join(lines))
            log = os.open(folder / _LOG, os.O_RDWR | os.O_APPEND)
            for other in folders:
                if other != folder:
                    _remove(other)
            return Record(folder=folder, start=start, opened=log)
    return None


def _put(folder: Path, start: Start, log: str) -> None:
    """Put a record in the place of what a folder holds. Raises OSError, and leaves nothing then."""
    folder.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
    new: Path | None = None
    aside = _aside(folder)
    try:
        with held():  # A name of its own: in containers, process ids come again.
            new = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
        logfile.put(new / _LOG, log)
        logfile.put(new / _START, json.dumps({"version": _VERSION, **asdict(start)}))
        with held():
            if folder.exists():
                shutil.rmtree(aside, ignore_errors=True)
                folder.rename(aside)
            new.rename(folder)
    except BaseException:
        if new is not None:
            shutil.rmtree(new, ignore_errors=True)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _aside(folder: Path) -> Path:
    """Give where an older record waits until the new one is in its place."""
    return folder.with_name(f"{folder.name}{_ASIDE}")


def current(environment: Mapping[str, str] = os.environ) -> Record:
    """Give the record of this working directory, the newest where several folders hold one.

    Raises UsageError where there is none.
    """
    times: dict[Path, int] = {}
    for folder in _folders(environment):
        # A kill may have come when the old one was aside and the new one not yet in its place.
        for file in (folder / _START, _aside(folder) / _START):
            with suppress(OSError):
                times[file] = file.stat().st_mtime_ns
                break
    if not times:
        raise UsageError(
            "No bisection was begun in this directory.",
            hint="Begin one: bisectbuild bisect Dockerfile -- CMD, or bisectbuild bisect start",
        )
    newest = max(times, key=times.__getitem__)
    return Record(folder=newest.parent, start=_read(newest))


def _read(file: Path) -> Start:
    try:
        found = json.loads(file.read_text(encoding="utf-8", errors=logfile.BYTES))
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


def _unwritable(folder: Path, error: OSError) -> FileFormatError:
    return FileFormatError(
        f"The record of the bisection in {folder} cannot be written: {error.strerror}.",
        hint="Make room on that disk, or let the folder be written to, and say it again.",
    )


def drop(environment: Mapping[str, str] = os.environ) -> bool:
    """Remove the record of this working directory, readable or not; tell whether one was there."""
    found = [_remove(folder) for folder in _folders(environment)]
    return any(found)


def _remove(folder: Path) -> bool:
    """Remove what a folder holds, and what a kill left beside it; tell whether it held a record."""
    found = os.access(folder, os.F_OK) or os.access(_aside(folder), os.F_OK)
    for entry in (folder, *folder.parent.glob(f"{folder.name}.*")):
        shutil.rmtree(entry, ignore_errors=True)
    return found


def _folders(environment: Mapping[str, str]) -> tuple[Path, ...]:
    try:
        here = hashlib.sha256(os.fsencode(Path.cwd())).hexdigest()[:16]
    except OSError as error:
        raise UsageError(
            "The directory in which this was begun is gone.", hint="Go to one that exists: cd"
        ) from error
    return tuple(root / _FOLDER / here for root in state_folders(environment))
