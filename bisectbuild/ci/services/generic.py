"""Any other place: one line in the form that editors and problem matchers know."""

from __future__ import annotations

from typing import Final

from bisectbuild.ci.service import Environment, Service
from bisectbuild.ci.told import Told
from bisectbuild.tty.text import one_line

_WIDTH: Final = 300
# How services that are none of ours tell that they run a pull request.
_PULL_REQUESTS: Final = (
    "AC_GIT_PR",  # Appcircle
    "AGOLA_PULL_REQUEST_ID",
    "APPVEYOR_PULL_REQUEST_NUMBER",
    "BITBUCKET_PR_ID",
    "BITRISE_PULL_REQUEST",
    "BUDDY_EXECUTION_PULL_REQUEST_ID",
    "CF_PULL_REQUEST_ID",  # Codefresh
    "CF_PULL_REQUEST_NUMBER",
    "CI_COMMIT_PULL_REQUEST",  # Woodpecker
    "CIRRUS_PR",
    "CM_PULL_REQUEST",  # Codemagic
    "DRONE_PULL_REQUEST",
    "PULL_NUMBER",  # Prow
    "PULL_REQUEST_NUMBER",  # Semaphore Classic
    "SD_PULL_REQUEST",  # Screwdriver
    "SEMAPHORE_GIT_PR_NUMBER",
    "TRAVIS_PULL_REQUEST",
    "VELA_PULL_REQUEST",
)
# AWS CodeBuild writes `pr/7` where it has `branch/…` or a commit otherwise.
_CODEBUILD: Final = ("CODEBUILD_SOURCE_VERSION", "CODEBUILD_WEBHOOK_TRIGGER")


def _here(env: Environment) -> bool:
    del env
    return True


def _from_fork(env: Environment) -> bool:
    """Be careful: a pull request of a service that is not known counts as a fork's."""
    told = any(env.get(name, "false") not in ("", "false") for name in _PULL_REQUESTS)
    return told or any(env.get(name, "").startswith("pr/") for name in _CODEBUILD)


def _lines(told: Told) -> tuple[str, ...]:
    if not told.file or not told.first:
        return ()
    return (f"{told.file}:{told.first}: error: {one_line(told.message, _WIDTH)}",)


GENERIC = Service(
    id="generic", name="no CI service known", here=_here, from_fork=_from_fork, lines=_lines
)
