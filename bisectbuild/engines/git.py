"""Git as it is installed, made to answer us alone: no hooks, no questions, no caller's GIT_DIR."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bisectbuild.engines.process import Captured, capture
from bisectbuild.errors import EngineError, UnreadableError, UsageError

# Long enough to check out a large tree, with what its filters (Git LFS) fetch.
_SECONDS: Final = 900.0
# Of the caller's GIT_… only what tells how to reach servers and where settings lie.
_KEPT: Final = ("GIT_SSH", "GIT_SSL_", "GIT_ASKPASS", "GIT_EXEC_PATH", "GIT_CONFIG_")
_SETTINGS: Final = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "advice.detachedHead=false",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GitProgram:
    """The git on the PATH of an environment."""

    environment: Mapping[str, str]

    def __call__(self, folder: Path, *words: str) -> Captured:
        """Run git in a folder to its end.

        Raises UsageError where there is no git, UnreadableError where it cannot be started there
        or does not come to an end.
        """
        if shutil.which("git", path=self.environment.get("PATH")) is None:
            raise UsageError(
                "The program `git` was not found on PATH.",
                hint="This axis reads the project's history: install git, or leave the axis away.",
            )
        settings = tuple(word for setting in _SETTINGS for word in ("-c", setting))
        argv = ("git", *settings, *words)
        try:
            return capture(argv, env=_surroundings(self.environment), seconds=_SECONDS, cwd=folder)
        except EngineError as error:
            raise UnreadableError(
                f"`git {words[0]}` did not come to an end: {error.message}",
                hint=f"Try it by hand in {folder}.",
            ) from error


def _surroundings(environment: Mapping[str, str]) -> dict[str, str]:
    """Give an environment in which git finds the repository by the folder, and writes English."""
    kept = {
        name: value
        for name, value in environment.items()
        if not name.startswith("GIT_") or name.startswith(_KEPT)
    }
    kept.pop("GIT_CONFIG_PARAMETERS", None)  # A caller's `git -c`, as within one of its hooks.
    return {**kept, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
