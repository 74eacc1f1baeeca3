"""The axis of a project's commits: which of them made the build bad."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bisectbuild.axes.history import Commit, commit_points, commits_between, one_commit
from bisectbuild.axes.project import Project
from bisectbuild.axes.worktree import checked_out, sweep
from bisectbuild.bisection.axis import Axis
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.probing.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Commits:
    """The commits after `good`, the one that is known to be good, up to the bad one.

    `notes` say in what their builds differ from the person's own, once for all of them.
    """

    project: Project
    good: Commit
    commits: tuple[Commit, ...]
    notes: tuple[str, ...]
    axis: Axis
    name: str = "commit"

    @contextmanager
    def subject(self, index: int) -> Iterator[Subject]:
        """Give the end of the target as a commit builds it; its checkout lives for the block.

        Raises UnreadableError where that commit cannot be built from: it is to be skipped.
        """
        with self.plan_for(self.commits[index]) as subject:
            yield subject

    @contextmanager
    def plan_for(self, commit: Commit) -> Iterator[Subject]:
        """Give the same for any commit, `good` too; further searches may go on in the block.

        Raises UnreadableError.
        """
        with checked_out(self.project.repository, commit.id) as tree:
            yield self.project.subject(tree, commit.short)

    def instruction(self, index: int) -> Instruction | None:  # noqa: ARG002 - it has many
        """Give None: a commit is about no instruction of the person's own file."""
        return None


def commit_axis(project: Project, text: str, *, first_parent: bool = False) -> Commits:
    """Read `GOOD..BAD` into an axis of the commits between them, the good one left out.

    `first_parent` counts what a merge brought in as the merge's. Raises UsageError where there
    are no such commits.
    """
    repository = project.repository
    good, bad = repository.ends(text)
    sweep(repository)
    commits = commits_between(repository, good, bad, first_parent=first_parent)
    start = one_commit(repository, good)
    return Commits(
        project=project,
        good=start,
        commits=commits,
        notes=project.notes(bad),
        axis=commit_points(commits, start, first_parent=first_parent),
    )
