"""What changed between two listings of a build context, and the context with some of it done."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Final

from bisectbuild.axes.files import Entry, same_content

_EXECUTABLE: Final = 0o100
_PLAIN_FOLDER: Final = Entry(source=Path(), mode=stat.S_IFDIR | 0o755, size=0, mtime_ns=0)


class Kind(StrEnum):
    """In what a path differs. `replaced`: a folder became a file or the other way round."""

    ADDED = "added"
    REMOVED = "removed"
    CONTENT = "content"
    MODE = "mode"
    TARGET = "target"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One path that differs, relative to the context; `replaced` takes all below it along.

    `because` tells of a file that is still there which ignore file hides it, "" else.
    """

    path: str
    kind: Kind
    because: str = ""

    def covers(self, path: str) -> bool:
        """Tell whether doing it decides over a path."""
        below = self.kind is Kind.REPLACED and path.startswith(f"{self.path}/")
        return path == self.path or below


def changes(old: Mapping[str, Entry], new: Mapping[str, Entry]) -> tuple[Change, ...]:
    """List all that differs, in the order of the paths. Times do not count, as for builders.

    A folder that comes or goes with what is in it is no change of its own. Raises
    UnreadableError.
    """
    found: list[Change] = []
    full_old, full_new = _full_folders(old), _full_folders(new)
    replaced: Change | None = None
    for path in sorted(old.keys() | new.keys(), key=lambda name: name.split("/")):
        if replaced is not None and replaced.covers(path):
            continue
        if path in old and path in new:
            kind = _difference(old[path], new[path])
        elif path in full_old or path in full_new:
            kind = None
        else:
            kind = Kind.REMOVED if path in old else Kind.ADDED
        if kind is not None:
            change = Change(path=path, kind=kind)
            replaced = change if kind is Kind.REPLACED else replaced
            found.append(change)
    return tuple(found)


def applied(
    old: Mapping[str, Entry], new: Mapping[str, Entry], done: Iterable[Change]
) -> dict[str, Entry]:
    """Give the listing of the old context with some changes done; every folder on the way is in.

    With all of them it is the new one.
    """
    full = _full_folders(old) | _full_folders(new)
    both = old.keys() & new.keys()
    listed = {path: entry for path, entry in old.items() if path not in full or path in both}
    for change in done:
        if change.kind is Kind.REPLACED:
            for path in [path for path in listed if change.covers(path)]:
                del listed[path]
            listed |= {path: entry for path, entry in new.items() if change.covers(path)}
        elif change.kind is Kind.REMOVED:
            listed.pop(change.path, None)
        else:
            listed[change.path] = new[change.path]
    for path in list(listed):
        for parent in _parents(path):
            listed.setdefault(parent, old.get(parent) or new.get(parent) or _PLAIN_FOLDER)
    return listed


def as_git_keeps_modes(old: Mapping[str, Entry], new: Mapping[str, Entry]) -> dict[str, Entry]:
    """Give the old listing with the new one's modes where git sees no difference in them.

    Git keeps only whether a file may be executed; the rest comes from who checked it out.
    """
    listed = dict(old)
    for path, entry in old.items():
        other = new.get(path)
        if other is None or other.kind != entry.kind:
            continue
        if entry.is_folder or not (other.mode ^ entry.mode) & _EXECUTABLE:
            listed[path] = replace(entry, mode=other.mode)
    return listed


def _difference(old: Entry, new: Entry) -> Kind | None:
    if old.kind != new.kind:
        return Kind.REPLACED if old.is_folder or new.is_folder else Kind.CONTENT
    if old.target != new.target:
        return Kind.TARGET
    if stat.S_ISREG(old.mode) and not same_content(old, new):
        return Kind.CONTENT
    # The permissions of a link are no one's choice.
    return Kind.MODE if old.mode != new.mode and not stat.S_ISLNK(old.mode) else None


def _full_folders(listed: Mapping[str, Entry]) -> frozenset[str]:
    """Give the folders that hold something."""
    return frozenset(parent for path in listed for parent in _parents(path))


def _parents(path: str) -> Iterator[str]:
    for parent in PurePosixPath(path).parents:
        if parent.name:
            yield str(parent)
