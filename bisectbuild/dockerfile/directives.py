"""The directive block at the top of a Dockerfile: `# syntax=`, `# escape=`, `# check=`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from bisectbuild.dockerfile.blanks import trim_left
from bisectbuild.dockerfile.lines import MARK

ESCAPES: Final = frozenset({"\\", "`"})
_NAMES: Final = frozenset({"syntax", "escape", "check"})
_DIRECTIVE: Final = re.compile(
    rb"[\t\n\v\f\r ]*([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*\Z"
)
_SLASHES: Final = b"//"


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """One directive: its lower-cased name, its value and its 1-based line."""

    name: str
    value: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Directives:
    """The whole block.

    `lines` is how many physical lines must stay first in the file for the block to keep its
    meaning. `fault` is the first directive that every builder refuses, with the reason.
    """

    escape: str
    syntax: str | None
    lines: int
    fault: tuple[Directive, str] | None


def read_directives(lines: list[bytes]) -> Directives:
    """Read the block; the first line that is no directive ends it, a blank line too.

    Only the first character of `escape` counts: today's frontends refuse a longer value, those of
    2020 took it. `# check=` exists since dockerfile 1.8 (2024); for older frontends it ends the
    block, so what follows it is never a fault here.
    """
    block = tuple(_block(lines, b"#"))
    fault = _fault(block)
    signs = [entry.value[0] for entry in block if entry.name == "escape"]
    good = [sign for sign in signs if sign in ESCAPES]
    syntax, kept = _syntax(lines, block)
    return Directives(escape=good[0] if good else "\\", syntax=syntax, lines=kept, fault=fault)


def _block(lines: Iterable[bytes], comment: bytes) -> Iterable[Directive]:
    for number, raw in enumerate(lines, start=1):
        line = trim_left(raw.removeprefix(MARK) if number == 1 else raw)
        if not line.startswith(comment):
            return
        match = _DIRECTIVE.match(trim_left(line[len(comment) :]))
        name = match[1].decode("ascii").lower() if match else ""
        if not match or name not in _NAMES:
            return
        value = match[2].decode("utf-8", "surrogateescape")
        yield Directive(name=name, value=value, line=number)


def _fault(block: tuple[Directive, ...]) -> tuple[Directive, str] | None:
    seen: set[str] = set()
    for entry in block:
        if "check" in seen:
            return None
        if entry.name in seen:
            return entry, f"the {entry.name} directive stands twice"
        if entry.name == "escape" and entry.value[0] not in ESCAPES:
            return entry, "the escape character can only be \\ or `"
        seen.add(entry.name)
    return None


def _syntax(lines: list[bytes], block: tuple[Directive, ...]) -> tuple[str | None, int]:
    """Find the frontend; BuildKit also looks behind a `#!` line and in `//` comments."""
    for entry in block:
        if entry.name == "syntax":
            return entry.value, len(block)
    first = lines[0].removeprefix(MARK) if lines else b""
    if first.startswith(b"#!"):
        behind = tuple(_block(islice(lines, 1, None), b"#"))
        syntax = next((entry.value for entry in behind if entry.name == "syntax"), None)
        return syntax, 1 + len(behind)
    slashed = tuple(_block(lines, _SLASHES))
    syntax = next((entry.value for entry in slashed if entry.name == "syntax"), None)
    return syntax, max(len(block), len(slashed))
