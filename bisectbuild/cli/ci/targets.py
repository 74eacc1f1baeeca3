"""Which build of `docker buildx bake` or `docker compose build` failed, as a `docker build`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

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
    targets = _asked((*words, "--print"), env).get("target")
    name, told = _failed(targets, tail)
    file = told.get("dockerfile", "Dockerfile")
    if "dockerfile-inline" in told:
        raise UsageError(f"The Dockerfile of {name} stands in the bake file itself.")
    context = Path(str(told.get("context", ".")))
    return tuple(_words(told, context, Path(file), builder="buildx"))


def _of_compose(words: tuple[str, ...], env: Mapping[str, str], tail: str) -> tuple[str, ...]:
    before = words[: words.index("build")]
    services = _asked((*before, "config", "--format", "json"), env).get("services")
    built = {name: told.get("build") for name, told in _objects(services)}
    name, told = _failed({name: build for name, build in built.items() if build}, tail)
    if "dockerfile_inline" in told:
        raise UsageError(f"The Dockerfile of {name} stands in the compose file itself.")
    context = Path(str(told.get("context", ".")))
    return tuple(_words(told, context, Path(told.get("dockerfile", "Dockerfile")), builder=""))


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


def _objects(value: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the members of an object that are objects themselves."""
    for name, member in value.items() if isinstance(value, dict) else ():
        if isinstance(member, dict):
            yield str(name), member


def _failed(targets: object, tail: str) -> tuple[str, dict[str, Any]]:
    """Give the one that failed: named in the error, in the failed step's label, or the only one."""
    found = dict(_objects(targets))
    if len(found) == 1:
        return next(iter(found.items()))
    for pattern in (_FAILED, _LABEL):
        names = [match["name"] for match in pattern.finditer(tail) if match["name"] in found]
        if names:
            return names[-1], found[names[-1]]
    raise UsageError("Several images are built, and the log does not tell which of them failed.")


def _words(told: Mapping[str, Any], context: Path, file: Path, *, builder: str) -> Iterator[str]:
    """Write a target or a service's build as a command line."""
    yield from ("docker", "buildx", "build") if builder else ("docker", "build")
    yield f"--file={context / file}"
    if told.get("target"):
        yield f"--target={told['target']}"
    for name, value in _pairs(told.get("args")):
        yield f"--build-arg={name}" if value is None else f"--build-arg={name}={value}"
    for name, value in _pairs(told.get("contexts") or told.get("additional_contexts")):
        yield f"--build-context={name}={value}"
    for platform in _texts(told.get("platforms")):
        yield f"--platform={platform}"
    if told.get("network") or told.get("networkmode"):
        yield f"--network={told.get('network') or told.get('networkmode')}"
    for key in ("secret", "ssh"):
        for value in _texts(told.get(key)):
            yield f"--{key}={value}"
    yield str(context)


def _pairs(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        yield from ((str(name), member) for name, member in value.items())


def _texts(value: object) -> Iterator[str]:
    """Give the words of a list; newer bakes print secrets as objects (buildx 0.20 and later)."""
    for member in value if isinstance(value, list) else ():
        if isinstance(member, dict):
            yield ",".join(f"{name}={field}" for name, field in member.items())
        else:
            yield str(member)
