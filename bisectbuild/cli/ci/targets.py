"""Which build of `docker buildx bake` or `docker compose build` failed, as a `docker build`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bisectbuild.cli.ci.members import objects, pairs
from bisectbuild.cli.ci.rebuilt import Typed, bake_secrets, compose_secrets, rebuilt, typed
from bisectbuild.cli.rootflags import BUILDX, DOCKER, split
from bisectbuild.engines.process import capture
from bisectbuild.errors import UsageError

_SECONDS = 20.0
_COMPOSE = "docker-compose"
# What bake escapes of what a build is given.
_ESCAPED = ("args", "extra-hosts")
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
    flags, rest = split(words[1:], DOCKER)
    docker = ("docker", *flags)
    if program == "docker" and _is_bake(rest):
        return _of_bake(words, docker, env, tail)
    is_compose = (program == "docker" and rest[:1] == ("compose",)) or program == _COMPOSE
    if is_compose and "build" in rest:
        typed_behind = rest[rest.index("build") + 1 :]
        return _of_compose(words, docker, typed_behind, env, tail)
    return words


def _is_bake(words: tuple[str, ...]) -> bool:
    """Tell whether docker is to bake; `f` is another name of it, and buildx has docker know it."""
    if words[:1] == ("buildx",):
        return split(words[1:], BUILDX)[1][:1] in {("bake",), ("f",)}
    return words[:1] == ("bake",)


def _of_bake(
    words: tuple[str, ...], docker: tuple[str, ...], env: Mapping[str, str], tail: str
) -> tuple[str, ...]:
    """Give the build of a target; bake tells it with all that `--set` changed."""
    targets = _read(_asked((*words, "--print"), env), "docker buildx bake").get("target")
    name, found = _failed(targets, tail)
    told = {**found, **{key: _bare(found[key]) for key in _ESCAPED if key in found}}
    given = Typed(builder=typed(words).builder)
    command = (*docker, "buildx", "build")
    return tuple(rebuilt(command, name, told, given, bake_secrets(told)))


def _bare(values: object) -> dict[str, Any]:
    """Take off what bake writes before `${` and `%{` since April 2025 (buildx, pull request 3097).

    What an older one prints becomes another value only where it has `$${` or `%%{` itself.
    """
    return {
        name: value.replace("$${", "${").replace("%%{", "%{") if isinstance(value, str) else value
        for name, value in pairs(values)
    }


def _of_compose(
    words: tuple[str, ...],
    docker: tuple[str, ...],
    typed_behind: tuple[str, ...],
    env: Mapping[str, str],
    tail: str,
) -> tuple[str, ...]:
    """Give the build of a service, with what was typed behind `build` and is in no file."""
    before = words[: -len(typed_behind) - 1]
    printed = _asked((*before, "config", "--format", "json"), env)
    # Every `$` of it is doubled (compose, config.go); an odd one would tell that none is.
    is_doubled = b"$" not in printed.replace(b"$$", b"")
    project = _read(printed.replace(b"$$", b"$") if is_doubled else printed, "docker compose")
    built = {name: told.get("build") for name, told in objects(project.get("services"))}
    name, told = _failed({name: build for name, build in built.items() if build}, tail)
    secrets = compose_secrets(told, project.get("secrets"))
    return tuple(rebuilt((*docker, "build"), name, told, typed(typed_behind), secrets))


def _asked(argv: tuple[str, ...], env: Mapping[str, str]) -> bytes:
    """Give what a command prints; what it says besides goes to standard error."""
    return capture(argv, env=env, seconds=_SECONDS).stdout


def _read(printed: bytes, command: str) -> dict[str, Any]:
    """Read the JSON object that a command has printed. Raises UsageError."""
    try:
        found = json.loads(printed)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise UsageError(f"`{command}` does not tell what it builds.")
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
