"""How to say which package to add to a Dockerfile, for the image at hand or for all."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.knowledge.headers import Package
from bisectbuild.diagnose.knowledge.tools import tool
from bisectbuild.diagnose.rules.command.image import manager

_NAMES: Final = {"apt": "Debian, Ubuntu", "apk": "Alpine", "dnf": "RPM distributions"}
_LINES: Final = {
    "apt": "the `apt-get install` line",
    "apk": "the `apk add` line",
    "dnf": "the `dnf install` line",
}


def packages(apt: str = "", apk: str = "", dnf: str = "") -> Package:
    """Give packages that are written out."""
    return Package(debian=apt, alpine=apk, rpm=dnf)


def of_tool(name: str) -> Package | None:
    """Give the packages of a command, None where they are not known."""
    known = tool(name)
    if known is None:
        return None
    return packages(known.package("apt"), known.package("apk"), known.package("dnf"))


def named(case: Case, wanted: Package) -> str:
    """Give the package's name for this image, else for each distribution that has it."""
    if name := wanted.under(manager(case)):
        return f"`{name}`"
    names: dict[str, list[str]] = {}
    for key, where in _NAMES.items():
        names.setdefault(wanted.under(key), []).append(where)
    names.pop("", None)
    if list(names.values()) == [list(_NAMES.values())]:
        return f"`{next(iter(names))}`"
    return ", ".join(f"`{name}` ({', '.join(where)})" for name, where in names.items())


def add(case: Case, wanted: Package) -> str:
    """Give a sentence that asks to add the package before the failing step."""
    where = _LINES.get(manager(case), "the packages that are installed")
    return f"Add {named(case, wanted)} to {where} before this step."
