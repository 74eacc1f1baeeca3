"""What pip, and those that work like it (pipenv, poetry, uv), write into a log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bisectbuild.diagnose.signature import Hit, Signature
from bisectbuild.trace.digest import Log

# What may stand before pip's own words: indents of blocks, pipenv's tag, poetry's bar.
INDENT: Final = r"^(?:\[pipenv[^\]\n]{0,60}\]:)?[ \t│]{0,40}"
ERROR: Final = INDENT + r"(?:ERROR: )?"

_NAME = r"(?P<name>[A-Za-z0-9][\w.-]{0,80}?)"
_MENTIONS: Final = Signature(
    rf"Failed building wheel for {_NAME}$"
    rf"|Failed to build '?`?{_NAME.replace('name', 'name2')}(?:==[\w.+!-]+)?[`']?"
    r"(?: when getting requirements to build wheel)?$"
    rf"|/pip-(?:install|build|req-build)-\w+/{_NAME.replace('name', 'name3')}(?:_[0-9a-f]{{32}})?/"
    rf"|/tmp/pip_build_\w+/{_NAME.replace('name', 'name4')}(?:/|$)"
    rf"|^[ \t]*error in {_NAME.replace('name', 'name5')} setup command"
    rf"|^[ \t]*╰─> {_NAME.replace('name', 'name6')}$"
    rf"|but with {_NAME.replace('name', 'name7')} \([\w.]+\) not supporting PEP 517"
    rf"|^[ \t]*(?:\[[^\]\n]*\]: *)?Collecting {_NAME.replace('name', 'name8')}(?=[\s<>=!~\[;(]|$)"
    rf"|Failed to install /\S*/{_NAME.replace('name', 'name9')}-\d[\w.]*\.(?:tar\.gz|zip)",
    "Failed", "pip-", "pip_build", "setup command", "╰─>", "PEP 517", "Collecting",
)  # fmt: skip
# A block of a failing build may hold a long traceback.
_BLOCK: Final = 120
_NOT_PACKAGES: Final = {"See", "from", "end"}
_INSTALLED: Final = "Successfully installed "


def package_near(log: Log, number: int) -> str:
    """Give the package that pip was at work on around a line of the log, "" where none is told.

    The nearest mention counts; pip names a package after its failing block as well as before.
    """
    best, distance = "", 0
    for hit in _MENTIONS.hits(log):
        name = next((text for text in hit.match.groups() if text), "")
        away = abs(hit.number - number)
        if name and name not in _NOT_PACKAGES and (not best or away <= distance):
            best, distance = name, away
    return best


def unsettled(log: Log, hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Give the hits after the last thing that pip did install: what came before was survived."""
    # Many rules ask, and of most there is no hit: those must not cost a walk through the log.
    found = tuple(hits)
    if not found:
        return ()
    done = _last_installed(log)
    return tuple(hit for hit in found if hit.number > done)


def _last_installed(log: Log) -> int:
    """Give the number of the last line that says so, 0 for none; sought from the end."""
    at = log.text.rfind(_INSTALLED)
    while at >= 0:
        begin = log.text.rfind("\n", 0, at) + 1
        if log.text[begin : at + len(_INSTALLED)].lstrip().startswith(_INSTALLED):
            return log.numbers[log.position(at)]
        at = log.text.rfind(_INSTALLED, 0, begin)
    return 0


_BUILT: Final = Signature(
    r"egg_info|subprocess-exited-with-error|Command errored out with exit status"
    r"|Failed building wheel|Failed to build|build backend returned an error|/setup\.py\b",
    "egg_info", "subprocess-exited", "errored out", "Failed", "backend", "setup.py",
)  # fmt: skip


def building(log: Log, number: int) -> bool:
    """Tell whether a line stands in what the build of a package printed."""
    return any(abs(hit.number - number) <= _BLOCK for hit in _BUILT.hits(log))
