"""How to say which package to add to a Dockerfile, for the image at hand or for all."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.knowledge.libraries import Packages
from bisectbuild.diagnose.rules.command.image import manager

_NAMES: Final = {"apt": "Debian, Ubuntu", "apk": "Alpine", "dnf": "RPM distributions"}
_LINES: Final = {
    "apt": "the `apt-get install` line",
    "apk": "the `apk add` line",
    "dnf": "the `dnf install` line",
}


def packages(apt: str = "", apk: str = "", dnf: str = "") -> Packages:
    """Give packages that are written out."""
    return Packages(apt=apt, apk=apk, dnf=dnf)


def named(case: Case, wanted: Packages) -> str:
    """Give the package's name for this image, else for each distribution that has it."""
    names = {"apt": wanted.apt, "apk": wanted.apk, "dnf": wanted.dnf}
    if name := names.get(manager(case), ""):
        return f"`{name}`"
    return ", ".join(f"`{name}` ({_NAMES[key]})" for key, name in names.items() if name)


def add(case: Case, wanted: Packages) -> str:
    """Give a sentence that asks to add the package before the failing step."""
    where = _LINES.get(manager(case), "the packages that are installed")
    return f"Add {named(case, wanted)} to {where} before this step."
