"""Which distribution the failing step runs in, and how a package is installed there."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.knowledge.tools import Tool, tool

_LINES: Final = {
    "apt": "apt-get update && apt-get install -y {}",
    "apk": "apk add --no-cache {}",
    "dnf": "dnf install -y {}",
}
_NAMES: Final = {"apt": "Debian and Ubuntu", "apk": "Alpine", "dnf": "RPM distributions"}
# What tells a distribution, in the order of trust: the failing instruction, the image's name, its
# first lines, and at last how its /bin/sh speaks (dash, BusyBox, bash).
_WORDS: Final = (
    ("apk", re.compile(r"\bapk\s+(?:--?\S+\s+)*(?:add|update|upgrade|del)\b")),
    ("apt", re.compile(r"\bapt(?:-get)?\s+(?:--?\S+\s+)*(?:install|update|upgrade)\b")),
    ("dnf", re.compile(r"\b(?:yum|dnf|microdnf)\s+(?:--?\S+\s+)*(?:install|update|upgrade|clean)")),
)
_BASES: Final = (
    ("apk", re.compile(r"alpine")),
    (
        "dnf",
        re.compile(r"centos|fedora|rocky|almalinux|\bubi[789]?\b|amazonlinux|oraclelinux|rhel"),
    ),
    (
        "apt",
        re.compile(
            r"debian|ubuntu|slim|jessie|stretch|buster|bullseye|bookworm|trixie|trusty|xenial"
            r"|bionic|focal|jammy|noble|buildpack-deps"
            r"|(?:^|library/)(?:python|node|ruby|golang|rust|php|perl|maven|gradle|nginx|postgres)\b"
        ),
    ),
)
_SHELLS: Final = (
    ("apt", re.compile(r"^/bin/sh: \d+: ", re.MULTILINE)),
    ("dnf", re.compile(r"^/bin/sh: (?:line \d+: )?[\w.+-]+: command not found$", re.MULTILINE)),
    ("apk", re.compile(r"^/bin/sh: [\w.+-]+: not found$", re.MULTILINE)),
)
_IDS: Final = {
    "alpine": "apk",
    "debian": "apt",
    "ubuntu": "apt",
    "centos": "dnf",
    "fedora": "dnf",
    "rhel": "dnf",
    "rocky": "dnf",
    "almalinux": "dnf",
    "amzn": "dnf",
}


def manager(case: Case) -> str:
    """Give the package manager of the failing step's image (apt, apk, dnf), "" where unknown."""
    facts = case.facts
    if facts.manager:
        return {"yum": "dnf", "microdnf": "dnf"}.get(facts.manager, facts.manager)
    if facts.release and facts.release.id in _IDS:
        return _IDS[facts.release.id]
    looked = ((_WORDS, case.source), (_BASES, case.base.lower()), (_SHELLS, case.log.text))
    for table, text in looked:
        for name, pattern in table:
            if pattern.search(text):
                return name
    return ""


def install(case: Case, package: str) -> str:
    """Give how a package is installed, as a piece of a sentence."""
    line = _LINES.get(manager(case))
    return f"`{line.format(package)}`" if line else f"the image's package manager ({package})"


def how_to_get(case: Case, name: str) -> str:
    """Give a sentence on where a command comes from, "" where that is not known."""
    known = tool(name)
    if known is None:
        return ""
    found = manager(case)
    if package := known.package(found):
        return f"Install it before it is used: `{_LINES[found].format(package)}`."
    if found in _LINES:
        return f"No package of {_NAMES[found]} has it; take a base image that has {name}."
    return f"Install it before it is used: {_everywhere(known)}."


def _everywhere(known: Tool) -> str:
    packages = ((name, known.package(key)) for key, name in _NAMES.items())
    return "; ".join(f"{name}: `{package}`" for name, package in packages if package)
