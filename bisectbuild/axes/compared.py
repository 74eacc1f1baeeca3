"""Two build contexts side by side, and why a file that both folders have is not in one."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bisectbuild.axes.changes import Change, Kind, as_git_keeps_modes
from bisectbuild.axes.files import Entry, content_digest, copy, entries, full
from bisectbuild.axes.sides import Sides
from bisectbuild.context.ignore import NAME, Ignore, find_ignore

# File names may hold any byte.
_BYTES: Final = "surrogateescape"
_IGNORE_NOTE: Final = (
    "The .dockerignore files differ; what they leave out is compared, they themselves are not."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """How the builder reads ignore files; `client_version` is that of the legacy one's client."""

    buildkit: bool
    client_version: str = ""

    def ignore(self, context: Path, dockerfile: Path | None) -> Ignore:
        """Read the ignore file of a context. Raises UnreadableError."""
        return find_ignore(
            context, dockerfile, buildkit=self.buildkit, client_version=self.client_version
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The listings of both contexts, and the ignore files by which they were made."""

    old: Mapping[str, Entry]
    new: Mapping[str, Entry]
    good: Path
    bad: Path
    good_ignore: Ignore
    bad_ignore: Ignore
    notes: tuple[str, ...]

    def copied(self, home: Path, found: Iterable[Change]) -> Compared:
        """Copy the good context, and of the bad one what changed. Raises UnreadableError."""
        changed = self._changed(found)
        try:
            for name in ("old", "new"):
                (home / name).mkdir()
        except OSError as error:
            raise full(error) from error
        new = {**self.new, **copy(changed, home / "new")}
        return replace(self, old=copy(self.old, home / "old"), new=new)

    def digest(self, found: Iterable[Change]) -> str:
        """Give a digest of all that both contexts hold, times left out. Raises UnreadableError."""
        whole = hashlib.sha256()
        for side in (self.old, self._changed(found)):
            for path, entry in sorted(side.items()):
                whole.update(f"{path}\0{entry.mode}\0{entry.target}\0".encode(errors=_BYTES))
                whole.update(content_digest(entry))
            whole.update(b"\0\0")
        return whole.hexdigest()

    def _changed(self, found: Iterable[Change]) -> dict[str, Entry]:
        """Give what the new side has of the changes; the rest of it is as on the old one."""
        changes = tuple(found)
        names = {change.path for change in changes}
        whole = tuple(f"{change.path}/" for change in changes if change.kind is Kind.REPLACED)
        return {
            path: entry
            for path, entry in self.new.items()
            if path in names or path.startswith(whole)
        }

    def why(self, change: Change) -> str:
        """Say which ignore file makes a file come or go that is there on both sides."""
        context, ignore = (
            (self.bad, self.bad_ignore)
            if change.kind is Kind.REMOVED
            else (self.good, self.good_ignore)
        )
        if change.kind not in {Kind.REMOVED, Kind.ADDED} or ignore.path is None:
            return ""
        rule = ignore.which_rule(change.path)
        if rule is None or not os.path.lexists(context / change.path):
            return ""
        verb = "leaves" if change.kind is Kind.REMOVED else "left"
        return f"line {rule[0]} of {ignore.path.name} {verb} it out: {rule[1]}"


def compare(sides: Sides, sight: Sight) -> Compared:
    """List both contexts as the builder sees them. Raises UnreadableError."""
    options = sides.bad.options
    good_ignore = sight.ignore(sides.good, sides.good_dockerfile)
    bad_ignore = sight.ignore(options.context, options.dockerfile)
    old, new = entries(sides.good, good_ignore), entries(options.context, bad_ignore)
    notes = sides.notes
    if not sight.buildkit and good_ignore.content != bad_ignore.content:
        # The legacy builder would leave out by it what the other side has.
        old.pop(NAME, None)
        new.pop(NAME, None)
        notes = (*notes, _IGNORE_NOTE)
    old = as_git_keeps_modes(old, new) if sides.git_modes else old
    return Compared(
        old=old,
        new=new,
        good=sides.good,
        bad=options.context,
        good_ignore=good_ignore,
        bad_ignore=bad_ignore,
        notes=notes,
    )
