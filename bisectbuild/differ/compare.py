"""Comparing two file systems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bisectbuild.differ.listing import Entry, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A path that both have and that differs; what it was and what it is."""

    path: str
    before: Entry
    after: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What the second file system has more, otherwise and less than the first, by path.

    Packages are (name, version) and, where they changed, (name, old version, new version).
    """

    added: tuple[tuple[str, Entry], ...] = ()
    changed: tuple[Changed, ...] = ()
    removed: tuple[tuple[str, Entry], ...] = ()
    packages_added: tuple[tuple[str, str], ...] = ()
    packages_changed: tuple[tuple[str, str, str], ...] = ()
    packages_removed: tuple[tuple[str, str], ...] = ()


def compare_states(before: State, after: State) -> Difference:
    """Compare; a directory that differs by its time and size alone is the same."""
    old, new = before.entries, after.entries
    return Difference(
        added=tuple((path, new[path]) for path in sorted(new) if path not in old),
        changed=tuple(
            Changed(path=path, before=old[path], after=new[path])
            for path in sorted(new)
            if path in old and _differs(old[path], new[path])
        ),
        removed=tuple((path, old[path]) for path in sorted(old) if path not in new),
        packages_added=_missing(after.packages, before.packages),
        packages_changed=tuple(
            (name, before.packages[name], version)
            for name, version in sorted(after.packages.items())
            if before.packages.get(name, version) != version
        ),
        packages_removed=_missing(before.packages, after.packages),
    )


def _differs(old: Entry, new: Entry) -> bool:
    if old.is_folder and new.is_folder:
        return (old.mode, old.uid, old.gid) != (new.mode, new.uid, new.gid)
    return old != new


def _missing(here: Mapping[str, str], there: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, here[name]) for name in sorted(here) if name not in there)
