"""Any other place: one line in the form that editors and problem matchers know."""

from __future__ import annotations

from typing import Final

from bisectbuild.ci.service import Environment, Service
from bisectbuild.ci.told import Told
from bisectbuild.tty.text import one_line

_WIDTH: Final = 300
# How services that are none of ours tell that they run a pull request.
_PULL_REQUESTS: Final = (
    "APPVEYOR_PULL_REQUEST_NUMBER",
    "BITBUCKET_PR_ID",
    "CI_COMMIT_PULL_REQUEST",  # Woodpecker
    "CIRRUS_PR",
    "DRONE_PULL_REQUEST",
    "PULL_NUMBER",  # Prow
    "SEMAPHORE_GIT_PR_NUMBER",
    "TRAVIS_PULL_REQUEST",
)


def _here(env: Environment) -> bool:
    del env
    return True


def _from_fork(env: Environment) -> bool:
    """Be careful: a pull request of a service that is not known counts as a fork's."""
    return any(env.get(name, "false") not in ("", "false") for name in _PULL_REQUESTS)


def _lines(told: Told) -> tuple[str, ...]:
    if not told.file or not told.first:
        return ()
    return (f"{told.file}:{told.first}: error: {one_line(told.message, _WIDTH)}",)


GENERIC = Service(
    id="generic", name="no CI service known", here=_here, from_fork=_from_fork, lines=_lines
)
