"""Buildkite: an opened group in the log, and an annotation by the agent's own program."""

from __future__ import annotations

import re
import shutil
from typing import Final

from bisectbuild.ci.service import Deed, Environment, Run, Service
from bisectbuild.ci.told import Told

_AGENT = "buildkite-agent"
# An address in any of git's forms: who logs in, and a port, do not tell repositories apart.
_ADDRESS: Final = re.compile(
    r"(?:[a-z][a-z+]*://)?(?:[^@/]*@)?(?P<host>[^:/]+)(?::[0-9]+(?=/))?[:/]+(?P<path>.+)"
)


def _here(env: Environment) -> bool:
    return env.get("BUILDKITE") == "true"


def _from_fork(env: Environment) -> bool:
    """Tell by the repository that a pull request comes from; one that has none is a fork's."""
    if env.get("BUILDKITE_PULL_REQUEST", "false") == "false":
        return False
    source = env.get("BUILDKITE_PULL_REQUEST_REPO", "")
    return not source or _repository(source) != _repository(env.get("BUILDKITE_REPO", ""))


def _repository(address: str) -> str:
    """Give `host/owner/name`: the same owner on another host is somebody else."""
    plain = address.lower().removesuffix("/").removesuffix(".git")
    found = _ADDRESS.fullmatch(plain)
    return f"{found['host']}/{found['path']}" if found else plain


def _lines(told: Told) -> tuple[str, ...]:
    return (f"+++ bisectbuild: {told.title}",)


def _deeds(told: Told, summary: str, env: Environment) -> tuple[Deed, ...]:
    del told
    agent = shutil.which(_AGENT, path=env.get("PATH"))
    if agent is None:
        return ()
    words = (agent, "annotate", "--style", "error", "--context", "bisectbuild")
    return (Run(argv=words, text=summary),)


BUILDKITE = Service(
    id="buildkite",
    name="Buildkite",
    here=_here,
    from_fork=_from_fork,
    root="BUILDKITE_BUILD_CHECKOUT_PATH",
    lines=_lines,
    deeds=_deeds,
)
