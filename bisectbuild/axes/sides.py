"""The two build contexts that the axis of files lies between: a good one and a bad one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bisectbuild.axes.apart import apart
from bisectbuild.axes.git import Git
from bisectbuild.axes.project import MakePlan, Project, find_project
from bisectbuild.axes.targets import target_end
from bisectbuild.axes.worktree import checked_out, sweep
from bisectbuild.dockerfile.model import Dockerfile
from bisectbuild.errors import UsageError
from bisectbuild.options import BuildOptions
from bisectbuild.probing.subject import Subject
from bisectbuild.tty.text import one_line

_WIDTH = 80
_GOOD_ONE = "Name a directory that holds the build context as it was when it was good."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """`bad` is the build that is bad, `good` the folder of the context that was good.

    Both are built by the Dockerfile of `bad`; `good_dockerfile` is where the good one's would
    lie, for the ignore file beside it. `git_modes`: only one of them was checked out for this
    search, so modes differ by more than what git keeps. `notes` say what to know of them.
    """

    bad: Subject
    good: Path
    good_dockerfile: Path | None
    make_plan: MakePlan
    git_modes: bool = False
    notes: tuple[str, ...] = ()


@contextmanager
def two_sides(
    text: str, options: BuildOptions, own: Dockerfile, make_plan: MakePlan, git: Git
) -> Iterator[Sides]:
    """Read what stands behind `--axis context`; checkouts of commits live for the block.

    A directory or a commit holds the good context, and the person's own is the bad one; of
    `GOOD..BAD` both are commits. `own` is the person's Dockerfile, read. Raises UsageError where
    it is none of them, UnreadableError where a commit cannot be checked out.
    """
    folder = Path(text)
    if folder.is_dir():
        yield _beside(folder, options, own, make_plan)
        return
    if _is_path(text):
        raise UsageError(f"There is no directory {one_line(text, _WIDTH)}.", hint=_GOOD_ONE)
    project = _project(text, options, own, make_plan, git)
    repository = project.repository
    sweep(repository)
    if ".." in text:
        good, bad = repository.pair(text)
        with checked_out(repository, good) as old, checked_out(repository, bad) as new:
            yield Sides(
                bad=project.subject(new, bad[:12]),
                good=_within(project, old, good),
                good_dockerfile=old / project.dockerfile if project.dockerfile else None,
                make_plan=make_plan,
                notes=project.notes(bad),
            )
        return
    good = repository.commit(text)
    with checked_out(repository, good) as old:
        yield Sides(
            bad=_own(options, own, make_plan),
            good=_within(project, old, good),
            good_dockerfile=old / project.dockerfile if project.dockerfile else None,
            make_plan=make_plan,
            git_modes=True,
            notes=(
                "Files that git does not track count as added, unless .dockerignore names them.",
            ),
        )


def _is_path(text: str) -> bool:
    """Tell whether a text can be no commit or range, as no name in git begins or ends with `/`."""
    return text.startswith(("/", "./", "~")) or text.endswith("/") or ".." in Path(text).parts


def _beside(folder: Path, options: BuildOptions, own: Dockerfile, make_plan: MakePlan) -> Sides:
    context, dockerfile = options.context.resolve(), options.dockerfile
    if folder.resolve() == context:
        raise UsageError(
            f"{one_line(str(folder), _WIDTH)} is the build context itself.",
            hint="Name a copy of it from when the build was good, or a commit.",
        )
    if dockerfile is not None:
        path = dockerfile.parent.resolve() / dockerfile.name
        inside = path.is_relative_to(context)
        dockerfile = folder / path.relative_to(context) if inside else dockerfile
    return Sides(
        bad=_own(options, own, make_plan),
        good=folder,
        good_dockerfile=dockerfile,
        make_plan=make_plan,
    )


def _own(options: BuildOptions, own: Dockerfile, make_plan: MakePlan) -> Subject:
    plan = apart(make_plan(options, own), "context")
    return Subject(plan=plan, options=options, at=target_end(plan))


def _project(
    text: str, options: BuildOptions, own: Dockerfile, make_plan: MakePlan, git: Git
) -> Project:
    try:
        return find_project(git, options, own, make_plan)
    except UsageError as error:
        raise UsageError(
            f"There is no directory {one_line(text, _WIDTH)}. If it is a commit: {error.message}",
            hint=_GOOD_ONE,
        ) from error


def _within(project: Project, tree: Path, commit: str) -> Path:
    folder = tree / project.context
    if not folder.is_dir():
        raise UsageError(
            f"Commit {commit[:12]} has no folder {project.context}.",
            hint="Name a later commit, which has the build context.",
        )
    return folder
