"""What to ask about a failure: nothing that would not sharpen what is said of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Rank
from bisectbuild.diagnose.rule import Finding
from bisectbuild.diagnose.signature import Signature

# What the image's release, programs, space or user can tell more of.
_OF_IMAGE: Final = frozenset(
    {
        Category.TOOL_MISSING,
        Category.PKG_NOT_FOUND,
        Category.PKG_VERSION_GONE,
        Category.PKG_CONFLICT,
        Category.PKG_INDEX_STALE,
        Category.REPO_EOL,
        Category.REPO_KEY,
        Category.NATIVE_BUILD,
        Category.RUNTIME_VERSION,
        Category.EXEC_MISSING,
        Category.EXEC_CRLF,
        Category.PERMISSION,
        Category.USER_GROUP,
        Category.RESOURCE_DISK,
        Category.CLOCK,
        Category.TLS,
        Category.SHELL_SYNTAX,
        Category.UNKNOWN,
    }
)
_OF_MACHINE: Final = frozenset(
    {Category.RESOURCE_DISK, Category.RESOURCE_MEM, Category.PLATFORM, Category.EXEC_MISSING}
)
_MISSING: Final = Signature(
    r"(?:^|[:\s])(?P<name>[\w.+@-]{1,40}): (?:command )?not found\s*$"
    r"|exec: \"(?P<exec>[^\"/]+)\": executable file not found"
    r"|env: [^\w\s]?(?P<env>[\w.+-]+)[^\w\s]?: No such file",
    "not found",
    "No such file",
)
_WORD: Final = re.compile(r"^\s*(?:[A-Za-z_]\w*=\S*\s+)*([\w.+-]+)")
# What another name of the same program is often installed as.
_KIN: Final = {
    "python": ("python3", "python2"),
    "python3": ("python",),
    "pip": ("pip3",),
    "pip3": ("pip",),
    "node": ("nodejs",),
    "docker-compose": ("docker",),
    "bash": ("sh",),
}
_MOST: Final = 12


def wants_image(case: Case, findings: Iterable[Finding]) -> bool:
    """Tell whether the last good layer has something to say."""
    if case.keyword != "RUN" and case.exit_code is None:
        return any(found.category is Category.EXEC_MISSING for found in findings)
    found = tuple(findings)
    known = any(finding.rank is not Rank.FALLBACK for finding in found)
    return not known or any(finding.category in _OF_IMAGE for finding in found)


def wants_machine(case: Case, findings: Iterable[Finding]) -> bool:
    """Tell whether the engine's memory and processor have something to say."""
    return case.keyword == "FROM" or any(found.category in _OF_MACHINE for found in findings)


def programs(case: Case) -> tuple[str, ...]:
    """Give the programs to look for in the image: the missing ones, their kin, the failing one."""
    names: dict[str, None] = {}
    for hit in _MISSING.hits(case.log):
        names[hit["name"] or hit["exec"] or hit["env"]] = None
    if message := _MISSING.within(case.message):
        names[message["name"] or message["exec"] or message["env"]] = None
    if case.command and (word := _WORD.match(case.command)):
        names[word[1]] = None
    for name in tuple(names):
        names.update(dict.fromkeys(_KIN.get(name, ())))
    return tuple(names)[:_MOST]
