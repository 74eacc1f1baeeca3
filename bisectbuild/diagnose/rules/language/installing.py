"""How to say in one piece of a sentence what to install in the failing step's image."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.knowledge.native_needs import Need
from bisectbuild.diagnose.rules.command import image

_LINES: Final = {
    "apt": "`apt-get install -y {}`",
    "apk": "`apk add {}`",
    "dnf": "`dnf install -y {}`",
}
_NAMES: Final = {"apt": "Debian and Ubuntu", "apk": "Alpine", "dnf": "RPM distributions"}


def on_alpine(case: Case) -> bool:
    """Tell whether the step ran in Alpine, where wheels and addons must be made for musl."""
    return image.manager(case) == "apk" or "linux-musl" in case.log.text


def how(case: Case, needed: Need) -> str:
    """Give the command that installs what is needed, for each manager where it is unknown."""
    manager = "apk" if on_alpine(case) else image.manager(case)
    if manager in _LINES:
        return _LINES[manager].format(needed.packages(manager))
    lines = (
        f"{_LINES[each].format(needed.packages(each))} ({name})" for each, name in _NAMES.items()
    )
    return " or ".join(lines)


def musl(case: Case) -> str:
    """Give the sentence on Alpine's missing wheels, "" elsewhere."""
    if not on_alpine(case):
        return ""
    return (
        " Alpine's musl cannot use wheels made for glibc: a package without a musllinux wheel is "
        "compiled; a Debian-based image (-slim) would take the ready wheel."
    )
