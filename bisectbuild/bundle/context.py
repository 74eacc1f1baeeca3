"""A build context in a bundle: only what can be laid out elsewhere without climbing out."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Final, cast

from bisectbuild.bundle.stream import Reader, pieces_of
from bisectbuild.bundle.tar import END, Entry, Kind, Source, entries, head, padding
from bisectbuild.errors import BundleError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_BUFFER: Final = 64 * 1024
_MOST_ENTRIES: Final = 1_000_000
_DEEPEST: Final = 100
_LONGEST: Final = 4096
_LONGEST_PART: Final = 255
_BITS: Final = 0o777
_LATEST: Final = 8**11 - 1
_KINDS: Final = {
    tarfile.REGTYPE: Kind.FILE,
    tarfile.AREGTYPE: Kind.FILE,
    tarfile.DIRTYPE: Kind.FOLDER,
    tarfile.SYMTYPE: Kind.LINK,
    tarfile.LNKTYPE: Kind.HARD_LINK,
}


@dataclass(slots=True)
class Rules:
    """What may be laid out beside what was before; both ends of a bundle go by them.

    `files` and `folders` are the paths so far; below a link there is nothing.
    """

    files: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)

    def refusal(self, entry: Entry) -> str:
        """Say why an entry may not be laid out; "" where it may, and is taken note of."""
        parts = entry.name.split("/")
        if not _is_plain(entry.name, parts):
            return "its name is not plain"
        above = {"/".join(parts[:count]) for count in range(1, len(parts))}
        if not above.isdisjoint(self.files) or not above.isdisjoint(self.links):
            return "it lies below what is no folder"
        if self._is_there(entry):
            return "it is there twice"
        if entry.kind is Kind.LINK and not _stays(entry.target, len(parts) - 1):
            return "it is a link that points outside"
        if entry.kind is Kind.HARD_LINK and entry.target not in self.files:
            return "it is a link to what is not there"
        self.folders |= above
        kinds = {Kind.FOLDER: self.folders, Kind.LINK: self.links}
        kinds.get(entry.kind, self.files).add(entry.name)
        return ""

    def _is_there(self, entry: Entry) -> bool:
        others = entry.kind is not Kind.FOLDER and entry.name in self.folders
        return others or entry.name in self.files or entry.name in self.links


def _is_plain(name: str, parts: list[str]) -> bool:
    return (
        len(parts) <= _DEEPEST
        and len(os.fsencode(name)) <= _LONGEST
        and not {"", ".", ".."} & {*parts}
        and all(len(os.fsencode(part)) <= _LONGEST_PART for part in parts)
    )


def _stays(target: str, depth: int) -> bool:
    """Tell whether a link `depth` folders deep stays inside, whatever other links are there.

    It may climb only at its beginning, where no other link can lie on its way: its own folders
    are none. A link that goes down and up again could be led astray by another one.
    """
    parts = [part for part in target.split("/") if part not in {"", "."}]
    climbs = next((at for at, part in enumerate(parts) if part != ".."), len(parts))
    return (
        bool(target)
        and not target.startswith("/")
        and len(os.fsencode(target)) <= _LONGEST
        and climbs <= depth
        and ".." not in parts[climbs:]
    )


def portable(pieces: Iterable[bytes], left_out: Callable[[str], None]) -> Iterator[bytes]:
    """Give the tar of a context as bundles have it; `left_out` is told the names that cannot be in.

    Owners, special files and links that point outside are left out. Raises UnreadableError where
    it is no tar.
    """
    rules = Rules()
    try:
        with tarfile.open(
            fileobj=cast("IO[bytes]", Reader(pieces)),
            mode="r|",
            bufsize=_BUFFER,
            encoding="utf-8",
            errors="surrogateescape",
        ) as tar:
            for member in tar:
                entry = _entry(member)
                if entry is None or rules.refusal(entry):
                    left_out(member.name)
                    continue
                yield head(entry)
                if content := tar.extractfile(member) if entry.kind is Kind.FILE else None:
                    yield from pieces_of(content)
                yield padding(entry.size)
    except tarfile.TarError as error:
        raise UnreadableError(f"The build context cannot be packed: {error}") from error
    yield END


def _entry(member: tarfile.TarInfo) -> Entry | None:
    kind = _KINDS.get(member.type)
    if kind is None:
        return None
    return Entry(
        name=_bare(member.name),
        size=member.size if kind is Kind.FILE else 0,
        mode=member.mode & _BITS,
        mtime=min(max(int(member.mtime), 0), _LATEST),
        kind=kind,
        target=_bare(member.linkname) if kind is Kind.HARD_LINK else member.linkname,
    )


def _bare(name: str) -> str:
    return name.removeprefix("./").rstrip("/")


def lay_out(pieces: Iterable[bytes], folder: Path) -> None:
    """Lay a context out in a new folder. Raises BundleError for what `portable` would not write.

    Nothing is followed while that goes on, and no bits but those of permission are set.
    """
    source, rules = Source(pieces), Rules()
    folder.mkdir()
    folders: list[Entry] = []
    for count, entry in enumerate(entries(source)):
        late = "it is of a time that files cannot have" if entry.mtime > _LATEST else ""
        if why := rules.refusal(entry) or late:
            raise BundleError(f"Its build context cannot be laid out: {entry.name!r}: {why}.")
        if max(count, len(rules.folders)) >= _MOST_ENTRIES:
            raise BundleError("Its build context has too many files.")
        _lay(entry, source, folder)
        if entry.kind is Kind.FOLDER:
            folders.append(entry)
    for entry in reversed(folders):
        path = folder / entry.name
        path.chmod(entry.mode & _BITS | 0o700)  # Else no one could remove it.
        os.utime(path, (entry.mtime, entry.mtime))


def _lay(entry: Entry, source: Source, folder: Path) -> None:
    path = folder / entry.name
    path.parent.mkdir(parents=True, exist_ok=True)
    if entry.kind is Kind.FOLDER:
        path.mkdir(exist_ok=True)
    elif entry.kind is Kind.LINK:
        path.symlink_to(entry.target)
    elif entry.kind is Kind.HARD_LINK:
        path.hardlink_to(folder / entry.target)
    else:
        with path.open("xb") as file:
            for piece in source.pieces(entry.size):
                file.write(piece)
            os.fchmod(file.fileno(), entry.mode & _BITS)
        os.utime(path, (entry.mtime, entry.mtime))
