"""GitLab CI: a section in the log; it reads the code-quality and JUnit reports that a job keeps."""

from __future__ import annotations

import time
from typing import Final

from bisectbuild.ci.service import Environment, Service
from bisectbuild.ci.told import Told

_CLEAR: Final = "\x1b[0K"
_NAME: Final = "bisectbuild"
# Where code comes from and where it goes: of a merge request, and of a pull request on GitHub that
# GitLab builds (docs.gitlab.com, predefined variables).
_CAME: Final = (
    ("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "CI_MERGE_REQUEST_PROJECT_ID"),
    (
        "CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY",
        "CI_EXTERNAL_PULL_REQUEST_TARGET_REPOSITORY",
    ),
)


def _here(env: Environment) -> bool:
    return env.get("GITLAB_CI") == "true"


def _from_fork(env: Environment) -> bool:
    return any(env.get(source) and env[source] != env.get(target) for source, target in _CAME)


def _lines(told: Told) -> tuple[str, ...]:
    return (f"{_mark('start')}bisectbuild: {told.title}",)


def _after(told: Told) -> tuple[str, ...]:
    del told
    return (_mark("end"),)


def _mark(which: str) -> str:
    """Give what begins or ends a section (docs.gitlab.com, job logs, custom sections)."""
    return f"{_CLEAR}section_{which}:{int(time.time())}:{_NAME}\r{_CLEAR}"


GITLAB = Service(
    id="gitlab",
    name="GitLab CI",
    here=_here,
    from_fork=_from_fork,
    root="CI_PROJECT_DIR",
    lines=_lines,
    after=_after,
)
