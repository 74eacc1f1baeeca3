"""What several rules need of Go's output."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case

# How go begins a line that is about an import: the place, or the chain of importers.
IMPORT: Final = (
    r"^[ \t]*(?:go: |\S+\.go:\d+:\d+: |package \S+: |imports \S+: |build [^\s:]+: |can't load "
    r"package: )*"
)
_IMAGE: Final = re.compile(
    r"(?:^|/)(?:golang|go-toolset)[\w./-]*:(?:v)?(?P<version>1(?:\.\d+){1,2})"
)


def image_release(case: Case) -> str:
    """Give the release of Go that the base image's tag names, "" where it names none."""
    found = _IMAGE.search(case.base)
    return found["version"] if found else ""


def has(case: Case) -> str:
    """Give a piece of a sentence on the release at hand."""
    release = image_release(case)
    return f"the image's is {release}" if release else "the image's is older"


def one_of(names: tuple[str, ...], most: int = 3) -> str:
    """Give the first few names."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
