"""Which build of `docker buildx bake` or `docker compose build` failed, as a `docker build`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bisectbuild.cli.ci.rebuilt import (
    Typed,
    bake_secrets,
    compose_secrets,
    objects,
    rebuilt,
    typed,
)
from bisectbuild.engines.process import capture
from bisectbuild.errors import UsageError

_SECONDS = 20.0
_COMPOSE = "docker-compose"
# buildx: `ERROR: target web: failed to solve: …` (util/buildflags, bake; 0.8 to 0.29).
_FAILED = re.compile(r"^(?:ERROR: )?target (?P<name>[^\s:]+): ", re.MULTILINE)
# The label of the failed step in the last block: ` > [web build 2/3] RUN x:`.
_LABEL = re.compile(r"^ > \[(?:\S+/\S+ )?(?P<name>[^\s\]]+)(?: [^\]]*)?\]", re.MULTILINE)


def single(words: tuple[str, ...], env: Mapping[str, str], tail: str) -> tuple[str, ...]:
    """Give the words of the `docker build` that failed; other commands are given as they are.

    `tail` is the end of what was printed. Asks bake or compose what it builds, without building.
    Raises UsageError where that cannot be told, EngineError where it gives no answer.
    """
    program = Path(words[0]).name
    if program == "docker" and words[1:3] == ("buildx", "bake"):
        return _of_bake(words, env, tail)
    is_compose = (program == "docker" and words[1:2] == ("compose",)) or program == _COMPOSE
    if is_compose and "build" in words:
        return _of_compose(words, env, tail)
    return words


def _of_bake(words: tuple[str, ...], env: Mapping[str, str], tail: str) -> tuple[str, ...]:
    """Give the build of a target; bake tells it with all that `--set` changed."""
    targets = _asked((*words, "--print"), env).get("target")
    name, told = _failed(targets, tail)
    if "dockerfile-inline" in told:
        raise UsageError(f"The Dockerfile of {name} stands in the bake file itself.")
    given = Typed(builder=typed(words).builder)
    command = ("docker", "buildx", "build")
    return tuple(rebuilt(command, name, told, given, bake_secrets(told)))


def _of_compose(words: tuple[str, ...], env: Mapping[str, str], tail: str) -> tuple[str, ...]:
    """Give the build of a service, with what was typed behind `build` and is in no file."""
    at = words.index("build")
    project = _asked((*words[:at], "config", "--format", "json"), env)
    built = {name: told.get("build") for name, told in objects(project.get("services"))}
    name, told = _failed({name: build for name, build in built.items() if build}, tail)
    if "dockerfile_inline" in told:
        raise UsageError(f"The Dockerfile of {name} stands in the compose file itself.")
    secrets = compose_secrets(told, project.get("secrets"))
    return tuple(rebuilt(("docker", "build"), name, told, typed(words[at + 1 :]), secrets))


def _asked(argv: tuple[str, ...], env: Mapping[str, str]) -> dict[str, Any]:
    """Give the JSON object that a command prints; what it says besides goes to standard error."""
    told = capture(argv, env=env, seconds=_SECONDS)
    try:
        found = json.loads(told.stdout)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise UsageError(f"`{' '.join(argv[:3])}` does not tell what it builds.")
    return found


def _failed(targets: object, tail: str) -> tuple[str, dict[str, Any]]:
    """Give the one that failed: named in the error, in the failed step's label, or the only one."""
    found = dict(objects(targets))
    if len(found) == 1:
        return next(iter(found.items()))
    for pattern in (_FAILED, _LABEL):
        names = [match["name"] for match in pattern.finditer(tail) if match["name"] in found]
        if names:
            return names[-1], found[names[-1]]
    raise UsageError("Several images are built, and the log does not tell which of them failed.")
