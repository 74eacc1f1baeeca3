"""A difference between two file systems as lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bisectbuild.differ.compare import Changed, Difference
from bisectbuild.differ.listing import Entry

_UNITS: Final = ("B", "kB", "MB", "GB", "TB")
_THOUSAND: Final = 1000
_MOST: Final = 60
_PERMISSIONS: Final = 0o7777


def human_size(size: int) -> str:
    """Write a size as docker does: powers of a thousand, three digits."""
    value, unit = float(abs(size)), 0
    while value >= _THOUSAND and unit < len(_UNITS) - 1:
        value /= _THOUSAND
        unit += 1
    sign = "-" if size < 0 else ""
    return f"{sign}{value:.3g} {_UNITS[unit]}"


def lines(difference: Difference, *, most: int = _MOST) -> Iterator[str]:
    """Give at most `most` lines for files and as many for packages, then the sums."""
    files = [*_files("+", difference.added), *map(_changed, difference.changed)]
    files += _files("-", difference.removed)
    yield from _cut(files, most)
    yield from _cut(list(_packages(difference)), most)
    if files:
        grown = sum(entry.size for _, entry in difference.added if not entry.is_folder)
        grown -= sum(entry.size for _, entry in difference.removed if not entry.is_folder)
        grown += sum(change.after.size - change.before.size for change in difference.changed)
        yield f"{'+' if grown >= 0 else ''}{human_size(grown)} in all"


def _cut(shown: list[str], most: int) -> Iterator[str]:
    yield from shown[:most]
    if len(shown) > most:
        yield f"… and {len(shown) - most} more"


def _files(sign: str, entries: tuple[tuple[str, Entry], ...]) -> list[str]:
    """Write each path; what lies below a directory that is itself new is counted with it."""
    found: list[str] = []
    folder, count, size = "", 0, 0

    def close() -> None:
        if folder and count:
            found[-1] += f"  {count:,} files, {human_size(size)}"

    for path, entry in entries:
        if folder and path.startswith(folder):
            if not entry.is_folder:
                count, size = count + 1, size + entry.size
            continue
        close()
        folder, count, size = (f"{path}/", 0, 0) if entry.is_folder else ("", 0, 0)
        found.append(f"{sign} {path}{'/' if folder else f'  {human_size(entry.size)}'}")
    close()
    return found


def _changed(change: Changed) -> str:
    old, new = change.before, change.after
    told = []
    if old.size != new.size and not new.is_folder:
        told.append(f"{human_size(old.size)} → {human_size(new.size)}")
    if old.mode != new.mode:
        told.append(f"mode {old.mode & _PERMISSIONS:o} → {new.mode & _PERMISSIONS:o}")
    if (old.uid, old.gid) != (new.uid, new.gid):
        told.append(f"owner {old.uid}:{old.gid} → {new.uid}:{new.gid}")
    return f"~ {change.path}  {', '.join(told) or 'written again'}"


def _packages(difference: Difference) -> Iterator[str]:
    for name, version in difference.packages_added:
        yield f"+ package {name} {version}"
    for name, old, new in difference.packages_changed:
        yield f"~ package {name} {old} → {new}"
    for name, version in difference.packages_removed:
        yield f"- package {name} {version}"
