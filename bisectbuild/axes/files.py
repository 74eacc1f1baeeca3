"""The files of a build context as its builder sees them, and copies of them in folders of ours."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bisectbuild.context.ignore import Ignore
from bisectbuild.context.listing import unreadable, walk
from bisectbuild.errors import UnreadableError

_NOT_SENT = frozenset({stat.S_IFSOCK, stat.S_IFCHR, stat.S_IFBLK})
_NEW_FOLDER = 0o700
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file, folder or link of a context.

    `source` is where its content lies, `mode` with the bits of its kind, `target` that of a
    link. `twin` tells one file under several names: device and number, None under one name.
    """

    source: Path
    mode: int
    size: int
    mtime_ns: int
    target: str = ""
    twin: tuple[int, int] | None = None

    @property
    def kind(self) -> int:
        """Its kind, as `stat.S_IFMT` gives it."""
        return stat.S_IFMT(self.mode)

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return stat.S_ISDIR(self.mode)


def entries(context: Path, ignore: Ignore) -> dict[str, Entry]:
    """List a context by paths relative to it; sockets and devices are left out.

    Raises UnreadableError naming the path.
    """
    found = {}
    for path, info in walk(context, ignore):
        if stat.S_IFMT(info.st_mode) in _NOT_SENT:
            continue
        source = context / path
        found[path] = Entry(
            source=source,
            mode=info.st_mode,
            size=info.st_size,
            mtime_ns=info.st_mtime_ns,
            # Path.readlink() would shorten the target, and the builder sees all of it.
            target=os.readlink(source) if stat.S_ISLNK(info.st_mode) else "",  # noqa: PTH115
            twin=(info.st_dev, info.st_ino) if info.st_nlink > 1 else None,
        )
    return found


def content_digest(entry: Entry) -> bytes:
    """Give a digest of what a regular file holds, b"" for anything else. Raises UnreadableError."""
    if not stat.S_ISREG(entry.mode):
        return b""
    try:
        with entry.source.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise unreadable(entry.source, error) from error


def same_content(one: Entry, other: Entry) -> bool:
    """Tell whether two regular files hold the same bytes. Raises UnreadableError."""
    if one.size != other.size:
        return False
    try:
        with one.source.open("rb") as left, other.source.open("rb") as right:
            while data := left.read(1 << 20):
                if data != right.read(len(data)):
                    return False
            return not right.read(1)
    except OSError as error:
        raise unreadable(Path(str(error.filename or one.source)), error) from error


def copy(listed: Mapping[str, Entry], folder: Path) -> dict[str, Entry]:
    """Copy all that is no folder, so that nothing of the person's is shared; give it as copied.

    Files that are one under several names stay so. Raises UnreadableError, also where the folder
    cannot be written.
    """
    first: dict[tuple[int, int], Path] = {}
    copied = dict(listed)
    for number, (path, entry) in enumerate(listed.items()):
        if entry.is_folder:
            continue
        place = folder / str(number)
        try:
            _copy(entry, place, first)
        except OSError as error:
            raise _at_fault(error, entry, place) from error
        copied[path] = Entry(
            source=place,
            mode=entry.mode,
            size=entry.size,
            mtime_ns=entry.mtime_ns,
            target=entry.target,
            twin=entry.twin,
        )
    return copied


def lay_out(listed: Mapping[str, Entry], folder: Path) -> None:
    """Make a context of copies, by hard links to them; folders have their modes and times.

    Every folder on the way to a path must be listed. Raises OSError.
    """
    folders = []
    for path in sorted(listed):
        entry, place = listed[path], folder / path
        if entry.is_folder:
            place.mkdir(_NEW_FOLDER)
            folders.append((place, entry))
        elif stat.S_ISLNK(entry.mode):
            place.symlink_to(entry.target)
            _set_time(place, entry)
        else:
            os.link(entry.source, place)
    for place, entry in reversed(folders):
        _set_time(place, entry)
        place.chmod(stat.S_IMODE(entry.mode))


def remove(folder: Path, listed: Iterable[str]) -> None:
    """Remove a context that was laid out, read-only folders too."""
    for path in sorted(listed):
        place = folder / path
        if place.is_dir() and not place.is_symlink():
            place.chmod(_NEW_FOLDER)
    shutil.rmtree(folder, ignore_errors=True)


def full(error: OSError) -> UnreadableError:
    """Say that the folder of the copies cannot be written, and what to do."""
    return UnreadableError(
        f"The folder for temporary files cannot be written: {error.strerror}.",
        hint="It needs room for a copy of the build context; name another in the variable TMPDIR.",
    )


def _at_fault(error: OSError, entry: Entry, place: Path) -> UnreadableError:
    """Tell a copy that cannot be written from a file that cannot be read.

    Of a full disk Python names the file that was read, as it notices it while it copies.
    """
    if error.errno in _NO_ROOM or error.filename == str(place):
        return full(error)
    return unreadable(entry.source, error)


def _copy(entry: Entry, place: Path, first: dict[tuple[int, int], Path]) -> None:
    if stat.S_ISLNK(entry.mode):
        return  # It is made anew from its target.
    known = first.get(entry.twin) if entry.twin else None
    if known is not None:
        os.link(known, place)
        return
    if stat.S_ISFIFO(entry.mode):
        os.mkfifo(place)
    else:
        shutil.copyfile(entry.source, place)
        shutil.copystat(entry.source, place)  # Also the capabilities that a builder is sent.
    place.chmod(stat.S_IMODE(entry.mode))
    _set_time(place, entry)
    if entry.twin:
        first[entry.twin] = place


def _set_time(place: Path, entry: Entry) -> None:
    os.utime(place, ns=(entry.mtime_ns, entry.mtime_ns), follow_symlinks=False)
