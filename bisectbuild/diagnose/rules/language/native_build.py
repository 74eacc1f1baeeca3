"""Which package of a scripting language was being compiled when its compiler failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bisectbuild.diagnose.rules.language import gem_log, gyp_log, pip_log
from bisectbuild.diagnose.signature import Hit, Signature
from bisectbuild.trace.digest import Log

_COMMAND: Final = Signature(
    pip_log.INDENT
    + r"error: command ['\"]?\S*(?:gcc|g\+\+|cc|c\+\+|clang\+*)['\" ][^\n]*failed with "
    r"exit (?:status|code) [1-9]",
    "failed with exit",
)
_PECL: Final = Signature(r"^ERROR: `(?P<what>[^'`\n]+)' failed", "' failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """One failed build: its manager, its package ("" where untold) and the line that tells."""

    manager: str
    package: str
    line: Hit


def failed(log: Log) -> Build | None:
    """Give the last native build that failed, None where none did."""
    commands = pip_log.unsettled(log, _COMMAND.hits(log))
    if commands:
        name = pip_log.package_near(log, commands[-1].number)
        return Build(manager="pip", package=name, line=commands[-1])
    hit = gem_log.EXTENSION.last(log)
    if hit is not None:
        return Build(manager="gem", package=gem_log.gem(log), line=hit)
    hit = gyp_log.FAILED.last(log)
    if hit is not None:
        return Build(manager="npm", package=gyp_log.addon(log), line=hit)
    hit = _PECL.last(log)
    return Build(manager="pecl", package="", line=hit) if hit is not None else None
