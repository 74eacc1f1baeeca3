"""Real git repositories in a folder of the test, and what one is like byte for byte."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bisectbuild.axes.project import Project, find_project
from bisectbuild.dockerfile.model import Dockerfile
from bisectbuild.dockerfile.parse import parse
from bisectbuild.engines.git import GitProgram
from bisectbuild.options import BuildOptions
from bisectbuild.search.plan import Plan
from tests.support.walks import plan_for

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
_ENV = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "A Person",
    "GIT_AUTHOR_EMAIL": "person@example.org",
    "GIT_COMMITTER_NAME": "A Person",
    "GIT_COMMITTER_EMAIL": "person@example.org",
}


def git_program(**more: str) -> GitProgram:
    """Give the git that the product runs, away from this machine's own settings."""
    return GitProgram(environment={**_ENV, **more})


@dataclass(frozen=True, slots=True)
class Repo:
    """A repository with a checkout at `top`."""

    top: Path

    @classmethod
    def make(cls, top: Path) -> Repo:
        """Make an empty one."""
        top.mkdir(parents=True)
        repo = cls(top)
        repo.git("init", "--quiet", "--initial-branch=main")
        return repo

    def git(self, *words: str) -> str:
        """Run git; give what it printed."""
        done = subprocess.run(
            ("git", *words), cwd=self.top, env=_ENV, capture_output=True, text=True, check=False
        )
        assert not done.returncode, f"git {' '.join(words)}: {done.stderr}"
        return done.stdout.strip()

    def write(self, files: Mapping[str, str | None]) -> None:
        """Write files; None removes one."""
        for name, text in files.items():
            path = self.top / name
            if text is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def commit(self, subject: str, files: Mapping[str, str | None]) -> str:
        """Write files and commit them; give the full id."""
        self.write(files)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", subject)
        return self.git("rev-parse", "HEAD")

    def all_there_is(self) -> dict[str, str]:
        """Give every file and folder of the checkout and of git's own, with mode and content.

        Of the index only what it lists counts: git may note anew when it looked at a file.
        """
        found = {"the index": self.git("ls-files", "--stage")}
        for path in sorted(self.top.rglob("*")):
            name = str(path.relative_to(self.top))
            info = path.lstat()
            content = b""
            if path.is_symlink():
                content = os.fsencode(path.readlink())
            elif path.is_file() and name != ".git/index":
                content = path.read_bytes()
            written = 0 if ".git" in path.parts else info.st_mtime_ns
            found[name] = f"{info.st_mode:o} {written} {hashlib.sha256(content).hexdigest()}"
        return found


def make_plan(options: BuildOptions, dockerfile: Dockerfile) -> Plan:
    """Make a plan as the command line does."""
    plan = plan_for(dockerfile.data.decode(), options)
    request = replace(plan.request, context=str(options.context))
    return replace(plan, dockerfile=dockerfile, request=request)


def project_of(
    repo: Repo, context: str = ".", *, dockerfile: Path | None = None, flags: tuple[str, ...] = ()
) -> Project:
    """Give the project of a build in a repository; its Dockerfile lies in the context if unsaid."""
    folder = repo.top / context
    file = dockerfile or folder / "Dockerfile"
    options = BuildOptions(
        dockerfile=file, context=folder, target=None, builder="auto", flags=flags
    )
    return find_project(git_program(), options, parse(file.read_bytes()), make_plan)
