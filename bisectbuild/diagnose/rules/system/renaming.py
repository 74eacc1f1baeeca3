"""What to say of packages that a package manager does not know."""

from __future__ import annotations

from collections.abc import Iterable

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.knowledge.renamed import renamed


def what_became(manager: str, names: Iterable[str]) -> str:
    """Give in words what became of the packages that were renamed or dropped, "" if of none."""
    told = (renamed(manager, name) for name in names)
    return " ".join(dict.fromkeys(each for each in told if each))


def listed(names: Iterable[str]) -> str:
    """Give each name once, with commas."""
    return ", ".join(dict.fromkeys(names))


def release_of(case: Case) -> str:
    """Name the image's release as well as it is known."""
    release = case.facts.release
    if release is not None:
        return release.name or f"{release.id} {release.version}"
    base = case.base.partition("@")[0]
    return f"the image {base}" if base else "this image's release"
