"""The cut: the user's bytes up to the end of one instruction, and which instructions have one.

Nothing is re-written but the name of the last stage, so a cut's steps are those of the whole file
for both builders' caches. A chain of `FROM previous` is not: it loses ARGs, fires ONBUILD and
poisons the legacy builder's cache.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bisectbuild.dockerfile.blanks import GO_SPACE, trim_left
from bisectbuild.dockerfile.lines import MARK, continued
from bisectbuild.dockerfile.model import Dockerfile, Instruction, Stage
from bisectbuild.dockerfile.reach import (
    NO_ARGS,
    base_stages,
    reachable_stages,
    resolve_target,
)
from bisectbuild.dockerfile.references import all_names
from bisectbuild.dockerfile.variables import expand, global_values
from bisectbuild.errors import DockerfileError

_STAGE_ARG: Final = b"TARGETSTAGE"
_PREFIX: Final = "bb-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A Dockerfile that ends after one instruction.

    `index` is the instruction's 1-based index and `stage` the index of its stage. `target` names
    that stage in `data`. `whole` tells that no instruction of the file was left out.
    """

    index: int
    stage: int
    target: str
    data: bytes
    whole: bool


def cut_after(dockerfile: Dockerfile, index: int) -> Cut:
    """Cut a file after instruction `index`, which must stand in a stage.

    Raises DockerfileError for an instruction before the first FROM.
    """
    entry = dockerfile.instructions[index - 1]
    if entry.stage is None:
        message = f"nothing is built at line {entry.span.start}: it stands before the first FROM"
        raise DockerfileError(message, line=entry.span.start, line_end=entry.span.end)
    stage = dockerfile.stages[entry.stage]
    data = dockerfile.data[: dockerfile.line_starts[entry.span.end]]
    if not data.endswith(b"\n"):
        data += b"\r\n" if b"\r\n" in data else b"\n"
    target = stage.name
    if target is None:
        target = free_name(index, taken_names(dockerfile))
        data = _name_stage(dockerfile, stage, target, data)
    return Cut(
        index=index,
        stage=stage.index,
        target=target,
        data=data,
        whole=index == len(dockerfile.instructions),
    )


def taken_names(dockerfile: Dockerfile) -> frozenset[str]:
    """Give the words of the file that could be taken for a generated stage name."""
    if _PREFIX.encode() not in dockerfile.data.lower():
        return frozenset()
    return all_names(dockerfile)


def free_name(index: int, taken: frozenset[str]) -> str:
    """Make a stage name for an instruction that is none of the taken ones."""
    name = free = f"{_PREFIX}{index:04d}"
    number = 2
    while free in taken:
        free = f"{name}-{number}"
        number += 1
    return free


def _name_stage(dockerfile: Dockerfile, stage: Stage, name: str, data: bytes) -> bytes:
    """Put ` AS name` behind the last word of a FROM, on the line that holds that word."""
    first = stage.instructions[0]
    at = end_of_words(dockerfile, first)
    sign = " as " if first.text[: len(first.keyword)].islower() else " AS "
    return data[:at] + sign.encode() + name.encode() + data[at:]


def end_of_words(dockerfile: Dockerfile, entry: Instruction) -> int:
    """Give the byte offset behind the last word of an instruction without here-documents."""
    starts, escape = dockerfile.line_starts, dockerfile.escape.encode()
    end = starts[entry.span.start - 1]
    for line in range(entry.span.start - 1, entry.span.end):
        raw = dockerfile.data[starts[line] : starts[line + 1]].rstrip(b"\r\n")
        offset = len(MARK) if line == 0 and raw.startswith(MARK) else 0
        if trim_left(raw[offset:]).startswith(b"#"):
            continue
        part = continued(raw, escape)
        words = raw if part is None else part
        kept = words.decode("utf-8", "surrogateescape").rstrip(GO_SPACE)
        if kept:
            end = starts[line] + len(kept.encode("utf-8", "surrogateescape"))
    return end


def cut_points(
    dockerfile: Dockerfile, target: str | None, build_args: Mapping[str, str] = NO_ARGS
) -> tuple[Instruction, ...]:
    """Give the instructions of the stages that a target needs, in file order.

    Those that cannot be built are among them; `is_buildable` tells. Raises as `resolve_target`.
    """
    reached = frozenset(reachable_stages(dockerfile, target, build_args))
    return tuple(entry for entry in dockerfile.instructions if entry.stage in reached)


def is_buildable(
    dockerfile: Dockerfile, index: int, build_args: Mapping[str, str] = NO_ARGS
) -> bool:
    """Tell whether a cut after instruction `index` gives an image.

    None comes from what stands before the first FROM, nor from `FROM scratch` alone: the legacy
    builder then says "No image was generated", BuildKit gives an image without any layer.
    """
    entry = dockerfile.instructions[index - 1]
    if entry.stage is None:
        return False
    if entry.keyword != "FROM":
        return True
    values = global_values(dockerfile, build_args)
    return not _is_scratch(dockerfile, dockerfile.stages[entry.stage], values)


def _is_scratch(dockerfile: Dockerfile, stage: Stage, values: Mapping[str, str]) -> bool:
    while bases := base_stages(dockerfile, stage, values):
        stage = bases[0]
        if len(stage.instructions) > 1:
            return False
    return expand(stage.base, values, escape=dockerfile.escape) == "scratch"


def last_buildable_before(
    dockerfile: Dockerfile, index: int, build_args: Mapping[str, str] = NO_ARGS
) -> Instruction | None:
    """Give the instruction before `index` in its stage if it can be built, else None."""
    entry = dockerfile.instructions[index - 1]
    if entry.stage is None or entry.keyword == "FROM":
        return None
    before = dockerfile.instructions[index - 2]
    return before if is_buildable(dockerfile, before.index, build_args) else None


def target_stage_name(dockerfile: Dockerfile, target: str | None) -> str:
    """Give what BuildKit puts into TARGETSTAGE (dockerfile 1.11 on) for the person's own build.

    The target as it was typed, seen on Docker 28.5. Raises as `resolve_target`.
    """
    stage = resolve_target(dockerfile, target)
    return target or stage.name or "default"


def mentions_targetstage(data: bytes) -> bool:
    """Tell whether a file may use TARGETSTAGE, so that a cut must be given its value."""
    return _STAGE_ARG in data
