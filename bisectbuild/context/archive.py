"""The tar of a build context, byte for byte what the user's own docker client would send."""

from __future__ import annotations

import grp
import os
import pwd
import stat
import tarfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from struct import pack_into
from typing import TYPE_CHECKING

from bisectbuild.context.client import TarManner
from bisectbuild.context.ignore import Ignore
from bisectbuild.context.listing import unreadable, walk
from bisectbuild.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 256 * 1024
# Offsets within a header of the mode field and of the checksum, eight bytes each.
_MODE_AT, _SUM_AT = 100, 148
_CAPABILITY = "security.capability"
# The ignore file always travels: the daemon must see it, and removes it by its own rules.
ALWAYS = frozenset({".dockerignore"})
_TYPES = {
    stat.S_IFREG: tarfile.REGTYPE,
    stat.S_IFDIR: tarfile.DIRTYPE,
    stat.S_IFLNK: tarfile.SYMTYPE,
    stat.S_IFIFO: tarfile.FIFOTYPE,
    stat.S_IFCHR: tarfile.CHRTYPE,
    stat.S_IFBLK: tarfile.BLKTYPE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextTar:
    """What goes into the tar of one build context.

    `files` are put in by name, in place of the directory's where it has them. `always` names
    what is put in although it is ignored.
    """

    directory: Path
    ignore: Ignore
    manner: TarManner
    files: tuple[tuple[str, bytes], ...] = ()
    always: frozenset[str] = ALWAYS
    seen: dict[tuple[int, int], str] = field(default_factory=dict)


def seen_tar(directory: Path, ignore: Ignore) -> Iterator[bytes]:
    """Give the tar of what a builder has of a build context once it is there.

    Of the ignore file and the Dockerfile that is what is not ignored: the daemon removes the rest.
    """
    manner = TarManner(type_bits=False, names=False)
    tar = ContextTar(directory=directory, ignore=ignore, manner=manner, always=frozenset())
    return _in_big_pieces(_all_blocks(tar))


def stream_tar(
    directory: Path, ignore: Ignore, manner: TarManner, files: tuple[tuple[str, bytes], ...]
) -> Iterator[bytes]:
    """Give the tar in pieces, in the client's order, with memory use that does not grow.

    `files` are put in by name, in place of the directory's where it has them. Entries, owners
    and modes are those of moby's pkg/archive `TarWithOptions` as the client calls it: ignored
    files left out, sockets too, ids 0. Raises UnreadableError naming the path.
    """
    return _in_big_pieces(
        _all_blocks(ContextTar(directory=directory, ignore=ignore, manner=manner, files=files))
    )


def _in_big_pieces(blocks: Iterator[bytes]) -> Iterator[bytes]:
    buffer = bytearray()
    for block in blocks:
        buffer += block
        if len(buffer) >= _CHUNK:
            yield bytes(buffer)
            buffer.clear()
    yield bytes(buffer)


def _all_blocks(tar: ContextTar) -> Iterator[bytes]:
    replaced = {name for name, _ in tar.files}
    for path, info in walk(tar.directory, tar.ignore, always=tar.always):
        if path not in replaced:
            yield from _entry(tar, path, info)
    for name, content in tar.files:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        entry.mode = 0o600
        yield from _head(entry)
        yield content + _padding(len(content))
    yield bytes(2 * tarfile.BLOCKSIZE)


def _entry(tar: ContextTar, path: str, info: os.stat_result) -> Iterator[bytes]:
    """Write one file, link or directory. Sockets have no place in a tar and are passed over."""
    kind = _TYPES.get(stat.S_IFMT(info.st_mode))
    if kind is None:
        return
    entry = tarfile.TarInfo(path)
    entry.type = kind
    entry.mode = info.st_mode if tar.manner.type_bits else stat.S_IMODE(info.st_mode)
    entry.mtime = int(info.st_mtime)
    if tar.manner.names:
        entry.uname, entry.gname = _user_name(info.st_uid), _group_name(info.st_gid)
    if kind == tarfile.SYMTYPE:
        entry.linkname = _target(tar.directory / path)
    elif kind in {tarfile.CHRTYPE, tarfile.BLKTYPE}:
        entry.devmajor, entry.devminor = os.major(info.st_rdev), os.minor(info.st_rdev)
    _add_capability(entry, tar.directory / path)
    _make_hard_link(tar, entry, info)
    if entry.type != tarfile.REGTYPE:
        yield from _head(entry)
        return
    entry.size = info.st_size
    yield from _content(entry, tar.directory / path)


def _make_hard_link(tar: ContextTar, entry: tarfile.TarInfo, info: os.stat_result) -> None:
    """Make it a link to the entry that the same file had before, if it had one."""
    if entry.type == tarfile.DIRTYPE or info.st_nlink == 1:
        return
    first = tar.seen.setdefault((info.st_dev, info.st_ino), entry.name)
    if first != entry.name:
        entry.type, entry.linkname = tarfile.LNKTYPE, first


def _add_capability(entry: tarfile.TarInfo, path: Path) -> None:
    """Keep file capabilities, the only extended attribute that clients send."""
    try:
        value = os.getxattr(path, _CAPABILITY, follow_symlinks=False)
    except OSError:
        return
    entry.pax_headers = {f"SCHILY.xattr.{_CAPABILITY}": value.decode("utf-8", "surrogateescape")}


def _content(entry: tarfile.TarInfo, path: Path) -> Iterator[bytes]:
    """Write a regular file, exactly as many bytes as its header says."""
    left = entry.size
    try:
        with path.open("rb", buffering=0) as file:
            yield from _head(entry)
            while left:
                data = file.read(min(left, _CHUNK))
                if not data:
                    break
                left -= len(data)
                yield data
    except OSError as error:
        raise unreadable(path, error) from error
    if left:
        raise UnreadableError(
            f"{path} shrank while it was read for the build context.",
            hint=f"Stop what writes to it, or leave it out: add `{entry.name}` to .dockerignore.",
        )
    yield _padding(entry.size)


def _head(entry: tarfile.TarInfo) -> Iterator[bytes]:
    """Write a header. tarfile masks the type bits out of the mode field, so they are put back."""
    head = bytearray(entry.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape"))
    start = len(head) - tarfile.BLOCKSIZE
    pack_into("8s", head, start + _MODE_AT, b"%07o\0" % entry.mode)
    pack_into("8s", head, start + _SUM_AT, b" " * 8)
    pack_into("8s", head, start + _SUM_AT, b"%06o\0 " % sum(head[start:]))
    yield bytes(head)


def _padding(size: int) -> bytes:
    return bytes(-size % tarfile.BLOCKSIZE)


def _target(path: Path) -> str:
    # Path.readlink() would shorten the target: ./a is not a in a checksum.
    return os.readlink(path)  # noqa: PTH115 - for that reason


@cache
def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return ""


@cache
def _group_name(gid: int) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return ""
