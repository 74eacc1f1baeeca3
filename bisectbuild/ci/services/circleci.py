"""CircleCI: it reads the JUnit report that a step stores."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.ci.service import Environment, Service

# Set for pull requests from forks only (circleci.com/docs, project values and variables). Projects
# of the GitHub App and of GitLab have none of them.
_OF_FORKS: Final = ("CIRCLE_PR_NUMBER", "CIRCLE_PR_REPONAME", "CIRCLE_PR_USERNAME")
# The branch of a pull request from a fork; one of our own repository has its own name.
_PULLED: Final = re.compile(r"(?:refs/)?pull/[0-9]+(?:/|\Z)")


def _here(env: Environment) -> bool:
    return env.get("CIRCLECI") == "true"


def _from_fork(env: Environment) -> bool:
    pulled = _PULLED.match(env.get("CIRCLE_BRANCH", ""))
    return bool(pulled) or any(env.get(name) for name in _OF_FORKS)


CIRCLECI = Service(id="circleci", name="CircleCI", here=_here, from_fork=_from_fork)
