"""Which words of an instruction name a stage or an image: FROM, `--from=`, `--mount=…from=`."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from bisectbuild.dockerfile.model import Dockerfile, Flag, Instruction
from bisectbuild.dockerfile.words import split_flags, split_keyword


def trigger_of(entry: Instruction) -> tuple[str, tuple[Flag, ...], str]:
    """Give keyword, flags and value of what an ONBUILD will run; the keyword is upper-cased."""
    keyword, rest = split_keyword(entry.value)
    flags, value = split_flags(rest)
    return keyword.upper(), flags, value


def copied_from(keyword: str, flags: tuple[Flag, ...]) -> Iterator[str]:
    """Give the source of a COPY or ADD `--from=`, the last one counting."""
    if keyword in {"COPY", "ADD"}:
        sources = [flag.value for flag in flags if flag.name == "from" and flag.value]
        yield from sources[-1:]


def mounted_from(keyword: str, flags: tuple[Flag, ...]) -> Iterator[str]:
    """Give the sources of a RUN's mounts."""
    if keyword != "RUN":
        return
    for flag in flags:
        if flag.name == "mount" and flag.value and "from=" in flag.value.lower():
            yield from _mount_source(flag.value)


def _mount_source(mount: str) -> Iterator[str]:
    try:
        fields = next(csv.reader([mount]), [])
    except csv.Error:
        return
    for field in fields:
        key, _, value = field.partition("=")
        if key.strip().lower() == "from" and value:
            yield value


def all_names(dockerfile: Dockerfile) -> frozenset[str]:
    """Give every word of the file that could name a stage, lower-cased."""
    names: set[str] = set()
    for stage in dockerfile.stages:
        names.update(name.lower() for name in (stage.name, stage.base) if name)
    for entry in dockerfile.instructions:
        parts = (entry.keyword, entry.flags, entry.value)
        keyword, flags, _ = trigger_of(entry) if entry.keyword == "ONBUILD" else parts
        names.update(name.lower() for name in copied_from(keyword, flags))
        names.update(name.lower() for name in mounted_from(keyword, flags))
    return frozenset(names)
