"""Which stages a target needs, by the lookup rules of BuildKit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from bisectbuild.dockerfile.model import Dockerfile, Stage
from bisectbuild.dockerfile.references import copied_from, mounted_from, trigger_of
from bisectbuild.dockerfile.variables import expand, global_values
from bisectbuild.errors import DockerfileError, UsageError

_UNKNOWN: Final = "\0"
_NO_VARIANT: Final = {"BUILDVARIANT": "", "TARGETVARIANT": ""}
_MOST_NAMES: Final = 20
NO_ARGS: Final = MappingProxyType[str, str]({})


def resolve_target(dockerfile: Dockerfile, target: str | None) -> Stage:
    """Find the stage that `--target` names, the last stage without one.

    Case does not count, of equal names the last wins, and a number is never a target
    (`resolveTarget` of BuildKit's convert.go). Raises UsageError for an unknown name and
    DockerfileError for a file without stages.
    """
    if not dockerfile.stages:
        raise DockerfileError("the Dockerfile has no stage: it has no FROM", line=1)
    if not target:
        return dockerfile.stages[-1]
    found = [stage for stage in dockerfile.stages if stage.name == target.lower()]
    if found:
        return found[-1]
    names = list(dict.fromkeys(stage.name for stage in dockerfile.stages if stage.name))
    from difflib import get_close_matches  # noqa: PLC0415 - only for a mistake

    near = get_close_matches(target.lower(), names, n=1)
    guess = f" Did you mean {near[0]}?" if near else ""
    listed = ", ".join(names[:_MOST_NAMES]) or "none has a name; write FROM … AS name first"
    raise UsageError(
        f'target stage "{target}" could not be found in {dockerfile.name}.{guess}',
        hint=f"The stages of this file: {listed}",
    )


def reachable_stages(
    dockerfile: Dockerfile, target: str | None, build_args: Mapping[str, str] = NO_ARGS
) -> tuple[int, ...]:
    """Give the indices of the stages that BuildKit builds for a target, in file order.

    A platform arg (TARGETARCH and so on) that is not in `build_args` may have any value, so each
    stage whose name could come out of it counts.
    """
    whole = global_values(dockerfile, build_args, unknown=_UNKNOWN)
    plain = global_values(dockerfile, {**_NO_VARIANT, **build_args}, unknown=_UNKNOWN)
    wanted = [resolve_target(dockerfile, target).index]
    reached: set[int] = set()
    while wanted:
        index = wanted.pop()
        if index not in reached:
            reached.add(index)
            for values in (whole, plain):
                wanted.extend(_needs(dockerfile, dockerfile.stages[index], values))
    return tuple(sorted(reached))


def base_stages(
    dockerfile: Dockerfile, stage: Stage, values: Mapping[str, str]
) -> tuple[Stage, ...]:
    """Give the earlier stages that a FROM may build on; empty where it names an image.

    The name counts exactly against lower-cased stage names, and the nearest of equal names wins.
    There is more than one only where a platform arg is unknown.
    """
    base = expand(stage.base, values, escape=dockerfile.escape)
    pattern = re.compile(".*".join(map(re.escape, base.split(_UNKNOWN))) + r"\Z")
    nearest: dict[str, Stage] = {}
    for other in dockerfile.stages[: stage.index]:
        if other.name and pattern.match(other.name):
            nearest[other.name] = other
    return tuple(nearest.values())


def _needs(dockerfile: Dockerfile, stage: Stage, values: Mapping[str, str]) -> Iterator[int]:
    for entry in stage.instructions:
        for name in copied_from(entry.keyword, entry.flags):
            yield from _named(dockerfile, stage, name, numbers=True)
        for name in mounted_from(entry.keyword, entry.flags):
            yield from _named(dockerfile, stage, name, numbers=False)
    for base in base_stages(dockerfile, stage, values):
        yield base.index
        yield from _triggered(dockerfile, base, stage)


def _triggered(dockerfile: Dockerfile, base: Stage, stage: Stage) -> Iterator[int]:
    """Give what the ONBUILDs of a base need when they run in the stage built on it."""
    for entry in base.instructions:
        if entry.keyword != "ONBUILD":
            continue
        keyword, flags, _ = trigger_of(entry)
        for name in copied_from(keyword, flags):
            yield from _named(dockerfile, stage, name, numbers=True)
        for name in mounted_from(keyword, flags):
            yield from _named(dockerfile, stage, name, numbers=False)


def _named(dockerfile: Dockerfile, stage: Stage, name: str, *, numbers: bool) -> Iterator[int]:
    """Find an earlier stage by number where allowed, else by name; anything else is an image."""
    if numbers and name.isascii() and name.isdigit():
        if int(name) < stage.index:
            yield int(name)
        return
    found = [other.index for other in dockerfile.stages if other.name == name.lower()]
    if found and found[-1] < stage.index:
        yield found[-1]
