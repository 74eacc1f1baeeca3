"""The git repository that a build context lies in, and the commits that a person names."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from bisectbuild.axes.git import Git, answer, complaint
from bisectbuild.errors import UsageError
from bisectbuild.tty.text import one_line

_RANGE_HINT = "Name a range of commits, for instance v1.2..HEAD"
_SHOWN = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """`top` is the person's checkout, `common` the folder that holds all of git's own files."""

    git: Git
    top: Path
    common: Path
    shallow: bool

    def ask(self, *words: str) -> bytes:
        """Give what git printed, without its last line feed. Raises UnreadableError."""
        return answer(self.git, self.top, *words)

    def has(self, commit: str, path: str) -> bool:
        """Tell whether a commit has a file."""
        return not self.git(self.top, "cat-file", "-e", f"{commit}:{path}").code

    def commit(self, name: str) -> str:
        """Give the full id of the commit that a name stands for. Raises UsageError."""
        found = None
        if name and not name.startswith("-"):
            found = self.git(self.top, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        if found is None or found.code:
            raise UsageError(
                f"There is no commit {one_line(name, _SHOWN) or '(an empty name)'} in {self.top}.",
                hint=self._unshallow() or "`git log --oneline` lists commits, `git tag` tags.",
            )
        return found.stdout.decode().strip()

    def pair(self, text: str) -> tuple[str, str]:
        """Give the full ids of the two commits of `GOOD..BAD`, whatever lies between them.

        Raises UsageError.
        """
        first, dots, last = text.partition("..")
        if not first or not dots or last.startswith("."):
            raise UsageError(f"{one_line(text, _SHOWN)} is no GOOD..BAD.", hint=_RANGE_HINT)
        return self.commit(first), self.commit(last or "HEAD")

    def ends(self, text: str) -> tuple[str, str]:
        """Give the full ids of the two commits of `GOOD..BAD`; without BAD it is HEAD.

        Raises UsageError where it is no such range, or BAD does not stand on GOOD.
        """
        good, bad = self.pair(text)
        if good == bad:
            raise UsageError(
                f"{one_line(text, _SHOWN)} holds no commit: both names stand for {good[:12]}.",
                hint=_RANGE_HINT,
            )
        if self.git(self.top, "merge-base", "--is-ancestor", good, bad).code:
            raise UsageError(
                f"In {one_line(text, _SHOWN)} the good commit is no ancestor of the bad one,"
                " so none between them can be the first bad one.",
                hint=self._unshallow() or self._advise(good, bad),
            )
        return good, bad

    def _unshallow(self) -> str:
        return "This clone is shallow; fetch the rest: git fetch --unshallow" * self.shallow

    def _advise(self, good: str, bad: str) -> str:
        """Say what to search instead: from where the two histories part, or the other way round."""
        base = self.git(self.top, "merge-base", good, bad).stdout.decode().strip()
        if base == bad:
            return "The good one is the newer: is it the other way round?"
        if not base:
            return "Their histories have nothing in common; name a good commit that BAD stands on."
        return f"They part at {base[:12]}; if that is good: --axis commit {base[:12]}..{bad[:12]}"


def find_repository(git: Git, folder: Path) -> Repository:
    """Find the repository with a checkout that a folder lies in.

    Raises UsageError where there is none.
    """
    said = git(folder, "rev-parse", "--show-toplevel")
    if said.code:
        raise UsageError(
            f"{folder} is in no checkout of a git repository: {complaint(said)}.",
            hint="This axis needs the project's git history: run it in a clone of the project.",
        )
    top = Path(os.fsdecode(said.stdout.removesuffix(b"\n")))
    common = top / os.fsdecode(answer(git, top, "rev-parse", "--git-common-dir"))
    shallow = answer(git, top, "rev-parse", "--is-shallow-repository") == b"true"
    return Repository(git=git, top=top, common=common.resolve(), shallow=shallow)
