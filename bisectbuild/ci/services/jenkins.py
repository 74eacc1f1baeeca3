"""Jenkins: its plugins read the SARIF and JUnit reports."""

from __future__ import annotations

from typing import Final

from bisectbuild.ci.service import Environment, Service

# Multibranch projects name a fork. What builds pull requests otherwise names none that could be
# relied on: the plugins ghprb and gitlab-plugin. There each counts as a fork's.
_OF_FORKS: Final = ("CHANGE_FORK", "ghprbPullId", "gitlabMergeRequestIid")


def _here(env: Environment) -> bool:
    return bool(env.get("JENKINS_URL"))


def _from_fork(env: Environment) -> bool:
    return any(env.get(name) for name in _OF_FORKS)


JENKINS = Service(id="jenkins", name="Jenkins", here=_here, from_fork=_from_fork, root="WORKSPACE")
