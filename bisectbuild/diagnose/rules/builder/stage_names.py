"""Names of stages: which the file has, and which of them an image's name may have meant."""

from __future__ import annotations

import difflib
import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.rules.builder import images, sources

_MOUNT_FROM: Final = re.compile(r"--mount=\S*?\bfrom=([^,\s]+)")


def meant(case: Case, reference: str) -> str:
    """Give the word that was taken for an image and means a stage, "" where an image was meant.

    A `--from=` (of a COPY or a mount) without a slash, a tag or a digest means a stage.
    """
    name = images.short(reference).removesuffix(":latest")
    if not name or set("/:@") & set(name):
        return ""
    return name if name.lower() in {word.lower() for word in _asked(case)} else ""


def names(case: Case) -> tuple[str, ...]:
    """Give the names of the file's stages, in its order."""
    stages = case.dockerfile.stages if case.dockerfile else ()
    return tuple(stage.name for stage in stages if stage.name)


def near(case: Case, name: str) -> str:
    """Give the stage of nearly that name, "" where there is none."""
    found = difflib.get_close_matches(name.lower(), names(case), n=1)
    return found[0] if found else ""


def _asked(case: Case) -> tuple[str, ...]:
    """Give what the failing instruction, else the whole file, takes by `from=`."""
    here = (sources.taken_from(case), *_MOUNT_FROM.findall(case.source))
    if any(here) or not case.dockerfile:
        return tuple(word for word in here if word)
    words: list[str] = []
    for entry in case.dockerfile.instructions:
        for flag in entry.flags:
            if flag.name == "from" and flag.value:
                words.append(flag.value)
            elif flag.name == "mount" and (found := _MOUNT_FROM.search(f"--mount={flag.value}")):
                words.append(found[1])
    return tuple(words)
