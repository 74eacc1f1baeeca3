"""Jenkins: its plugins read the SARIF and JUnit reports."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.ci.service import Environment, Service

# Multibranch projects name a fork. What builds pull requests otherwise names none that could be
# relied on: the plugins ghprb and gitlab-plugin, and those of Gerrit, where anyone may push a
# change. There each counts as a fork's.
_OF_FORKS: Final = ("CHANGE_FORK", "ghprbPullId", "gitlabMergeRequestIid", "GERRIT_CHANGE_NUMBER")
_REFS: Final = ("GERRIT_REFSPEC", "GERRIT_BRANCH", "GIT_BRANCH", "BRANCH_NAME", "CHANGE_BRANCH")
_CHANGE: Final = re.compile(r"(?:\A|/)changes/[0-9]{2}/[0-9]+")


def _here(env: Environment) -> bool:
    return bool(env.get("JENKINS_URL"))


def _from_fork(env: Environment) -> bool:
    changed = any(_CHANGE.search(env.get(name, "")) for name in _REFS)
    return changed or any(env.get(name) for name in _OF_FORKS)


JENKINS = Service(id="jenkins", name="Jenkins", here=_here, from_fork=_from_fork, root="WORKSPACE")
