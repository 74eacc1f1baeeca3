"""Foreign text in Markdown: fenced or escaped so that it stays text."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.report.causes import pieces
from bisectbuild.report.words import calm
from bisectbuild.tty.text import one_line, visible

_SPECIAL: Final = re.compile(r"([\\`*_\[\]|~])")
# What makes a heading, a quotation, a list or a rule of a line that it begins.
_LEADING: Final = re.compile(r"^(\d+(?=[.)])|(?=[#>+=-]))")
# What GitHub makes links, calls and formulas of: @name, #1, GH-1, addresses, $x$.
# An empty comment parts them.
_CALLS: Final = re.compile(
    r"(?<=[@#])(?=\w)|(?<=:)(?=//)|(?<=www)(?=\.)|(?<=GH)(?=-\d)|(?<=\$)", re.IGNORECASE
)
_PART: Final = "<!-- -->"
_TICKS: Final = re.compile("`+")
_LEAST_FENCE: Final = 3


def prose(text: str, most: int) -> str:
    """Give text on one line, at most so many characters of it, with nothing that Markdown obeys."""
    shown = calm(one_line(text, most)).replace("&", "&amp;").replace("<", "&lt;")
    parted = _SPECIAL.sub(r"\\\1", _CALLS.sub("\0", shown))
    return _LEADING.sub(r"\1\\", parted).replace("\0", _PART)


def sentence(text: str, most: int) -> str:
    """Give a rule's sentence on one line, what stands in backticks as code."""
    parts = pieces(one_line(text, most))
    return "".join(code(part, most) if is_code else _spaced(part, most) for is_code, part in parts)


def _spaced(text: str, most: int) -> str:
    """Give prose with the blanks around it, that part it from code."""
    before, after = text[:1].isspace() * " ", text[-1:].isspace() * " "
    return f"{before}{prose(text, most)}{after}" if text.strip() else " "


def code(text: str, most: int, *, in_table: bool = False) -> str:
    """Give text on one line as code, in as many backticks as it takes."""
    shown = calm(one_line(text, most)) or " "
    ticks = "`" * (_longest_run(shown) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    if in_table:
        shown = shown.replace("|", "\\|")
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def fence(text: str, language: str = "text") -> str:
    """Give lines in a fence that is longer than any run of backticks in them."""
    shown = calm(visible(text))
    ticks = "`" * max(_LEAST_FENCE, _longest_run(shown) + 1)
    return f"{ticks}{language}\n{shown}\n{ticks}"


def _longest_run(text: str) -> int:
    return max(map(len, _TICKS.findall(text)), default=0)
