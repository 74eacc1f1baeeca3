"""The commits between two commits, as the points of an axis."""

from __future__ import annotations

from dataclasses import dataclass

from bisectbuild.axes.repository import Repository
from bisectbuild.axes.titles import WIDTH
from bisectbuild.bisection.axis import Axis, Point
from bisectbuild.errors import UsageError
from bisectbuild.tty.text import one_line

_FORMAT = "--format=%H%x00%h%x00%P%x00%s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """`id` is the full id, `short` one that is unique in the repository, `subject` as written.

    `parents` are full ids, the first parent first.
    """

    id: str
    short: str
    parents: tuple[str, ...]
    subject: str

    @property
    def title(self) -> str:
        """Give the short id and the subject, on one line that is safe to show."""
        return f"{self.short} {one_line(self.subject, WIDTH)}".rstrip()


def one_commit(repository: Repository, commit: str) -> Commit:
    """Read one commit, given by its full id."""
    words = ("--max-count=1", "--encoding=UTF-8", _FORMAT)
    (found,) = _read(repository.ask("rev-list", *words, commit))
    return found


def commits_between(
    repository: Repository, good: str, bad: str, *, first_parent: bool
) -> tuple[Commit, ...]:
    """Give the commits that `bad` stands on and `good` does not, parents first, `bad` last.

    `first_parent` follows merges along the branch that they were made on.
    """
    options = ("--first-parent",) if first_parent else ()
    words = ("--topo-order", "--reverse", "--encoding=UTF-8", _FORMAT, *options)
    found = _read(repository.ask("rev-list", *words, bad, f"^{good}"))
    if first_parent and good not in {parent for each in found for parent in each.parents[:1]}:
        raise UsageError(
            f"{good[:12]} was merged into the branch of {bad[:12]}; it is no first parent on it.",
            hint="Leave --first-parent away, or name a good commit of that branch.",
        )
    return found


def commit_points(commits: tuple[Commit, ...], good: Commit, *, first_parent: bool) -> Axis:
    """Make an axis of commits; a parent that is not among them is taken as good, as `good` is."""
    places = {commit.id: index for index, commit in enumerate(commits)}
    most = 1 if first_parent else None
    return Axis(
        points=tuple(Point(key=commit.short, title=commit.title) for commit in commits),
        parents=tuple(
            tuple(places[parent] for parent in commit.parents[:most] if parent in places)
            for commit in commits
        ),
        word="commit",
        merges=True,
        below=Point(key=good.short, title=good.title),
    )


def _read(listed: bytes) -> tuple[Commit, ...]:
    """Read what rev-list prints: a line that begins with `commit`, then one of our format."""
    lines = listed.decode(errors="replace").split("\n")
    fields = (line.split("\0", 3) for line in lines[1::2])
    return tuple(
        Commit(id=full, short=short, parents=tuple(parents.split()), subject=subject)
        for full, short, parents, subject in fields
    )
