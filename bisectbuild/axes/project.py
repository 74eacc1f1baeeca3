"""A person's build, moved into another checkout of the same repository."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from bisectbuild.axes.apart import apart
from bisectbuild.axes.git import Git
from bisectbuild.axes.repository import Repository, find_repository
from bisectbuild.axes.targets import target_end
from bisectbuild.context.ignore import find_ignore
from bisectbuild.dockerfile.model import Dockerfile
from bisectbuild.dockerfile.parse import parse
from bisectbuild.errors import UnreadableError, UsageError
from bisectbuild.flags import values
from bisectbuild.options import BuildOptions
from bisectbuild.probing.subject import Subject
from bisectbuild.search.plan import Plan

MakePlan: TypeAlias = Callable[[BuildOptions, Dockerfile], Plan]


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Where a build lies in its repository.

    `context` and `dockerfile` are paths within the repository. `dockerfile` is None where the
    person's file lies outside or came from standard input: then `own` is built at each commit.
    """

    repository: Repository
    options: BuildOptions
    make_plan: MakePlan
    own: Dockerfile
    context: Path
    dockerfile: Path | None

    def subject(self, tree: Path, mark: str) -> Subject:
        """Give the end of the target as it is built from another checkout.

        `mark` tells it from other commits. Raises UnreadableError where the Dockerfile or the
        context is not there, is no Dockerfile, or has not the target.
        """
        context = tree / self.context
        if not context.is_dir():
            raise UnreadableError(f"{mark} has no folder {self.context}.")
        options = replace(self.options, context=context)
        file = self.own
        if self.dockerfile is not None:
            path = tree / self.dockerfile
            options = replace(options, dockerfile=path)
            file = parse(self._read(path, mark), name=str(self.dockerfile))
        try:
            plan = apart(self.make_plan(options, file), mark)
            return Subject(plan=plan, options=options, at=target_end(plan))
        except (UnreadableError, UsageError) as error:
            raise UnreadableError(f"At {mark}: {error.message}") from error

    def notes(self, commit: str) -> tuple[str, ...]:
        """Say in what builds of a commit's checkout differ from builds of the person's own."""
        found = ["Files that git does not track are in no commit, so these builds lack them."]
        if self.repository.has(commit, ".gitmodules"):
            found.append("Submodules are left empty in the commits' folders.")
        if self._filters_lfs(commit):
            found.append("Files kept by Git LFS are only pointers, as git-lfs is not set up here.")
        if self.context == Path() and self._sends_git():
            found.append("The folder .git is part of your build context; these builds lack it.")
        if self.dockerfile is None:
            found.append("The Dockerfile is not in the repository; each commit is built with it.")
        if values(self.options.flags, "build-context"):
            found.append("What --build-context names is taken as it is now for every commit.")
        return tuple(found)

    def _filters_lfs(self, commit: str) -> bool:
        """Tell whether files lie in Git LFS and nothing here turns their pointers into files."""
        repository = self.repository
        words = ("grep", "-q", "-F", "filter=lfs", commit, "--", ":(glob)**/.gitattributes")
        if repository.git(repository.top, *words).code:
            return False
        return bool(repository.git(repository.top, "config", "filter.lfs.smudge").code)

    def _sends_git(self) -> bool:
        ignore = find_ignore(self.options.context, self.options.dockerfile, buildkit=True)
        return not ignore.ignores(".git")

    def _read(self, path: Path, mark: str) -> bytes:
        try:
            return path.read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise UnreadableError(f"{mark} has no file {self.dockerfile}.") from None
        except OSError as error:
            raise UnreadableError(
                f"{self.dockerfile} of {mark} cannot be read: {error.strerror}."
            ) from error


def find_project(git: Git, options: BuildOptions, own: Dockerfile, make_plan: MakePlan) -> Project:
    """Find where a build lies in its repository; `own` is its Dockerfile, read.

    Raises UsageError where the context is in no repository.
    """
    context = options.context.resolve()
    repository = find_repository(git, context)
    top = repository.top.resolve()
    dockerfile = None
    if options.dockerfile is not None:
        # The file itself may be a link that the commits have too.
        path = options.dockerfile.parent.resolve() / options.dockerfile.name
        dockerfile = path.relative_to(top) if path.is_relative_to(top) else None
    return Project(
        repository=repository,
        options=options,
        make_plan=make_plan,
        own=own,
        context=context.relative_to(top),
        dockerfile=dockerfile,
    )
