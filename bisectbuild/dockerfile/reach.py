"""Which stages a target needs, by the lookup rules of BuildKit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from bisectbuild.dockerfile.model import Dockerfile, Flag, Instruction, Stage
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
    readings = from_values(dockerfile, build_args)
    wanted = [resolve_target(dockerfile, target).index]
    reached: set[int] = set()
    while wanted:
        index = wanted.pop()
        if index not in reached:
            reached.add(index)
            for entry in dockerfile.stages[index].instructions:
                wanted.extend(needed_stages(dockerfile, entry, readings))
    return tuple(sorted(reached))


def from_values(
    dockerfile: Dockerfile, build_args: Mapping[str, str] = NO_ARGS
) -> tuple[Mapping[str, str], ...]:
    """Give the variables that a FROM can use, once with the variants of platforms left empty.

    Those whose value only the builder knows match any in `base_stages`.
    """
    whole = global_values(dockerfile, build_args, unknown=_UNKNOWN)
    plain = global_values(dockerfile, {**_NO_VARIANT, **build_args}, unknown=_UNKNOWN)
    return whole, plain


def is_known(text: str) -> bool:
    """Tell whether a text that was expanded with `from_values` is what the builder will read."""
    return _UNKNOWN not in text


def needed_stages(
    dockerfile: Dockerfile, entry: Instruction, readings: tuple[Mapping[str, str], ...]
) -> tuple[int, ...]:
    """Give the earlier stages that one instruction stands on, the base of a FROM first.

    `readings` come from `from_values`. What the ONBUILDs of a base need, its FROM needs.
    """
    if entry.stage is None:
        return ()
    stage = dockerfile.stages[entry.stage]
    if entry.keyword != "FROM":
        return tuple(dict.fromkeys(_sources(dockerfile, stage, entry.keyword, entry.flags)))
    found = [_below(dockerfile, stage, values) for values in readings]
    return tuple(dict.fromkeys(index for below in found for index in below))


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


def _below(dockerfile: Dockerfile, stage: Stage, values: Mapping[str, str]) -> Iterator[int]:
    """Give the bases of a stage, and what their ONBUILDs need when they run in it."""
    for base in base_stages(dockerfile, stage, values):
        yield base.index
        for entry in base.instructions:
            if entry.keyword == "ONBUILD":
                keyword, flags, _ = trigger_of(entry)
                yield from _sources(dockerfile, stage, keyword, flags)


def _sources(
    dockerfile: Dockerfile, stage: Stage, keyword: str, flags: tuple[Flag, ...]
) -> Iterator[int]:
    """Give the stages that an instruction takes files from or mounts, seen from a stage."""
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
