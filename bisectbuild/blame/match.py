"""Whether a line of a trace shows a command: the shell has replaced what stands for values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bisectbuild.blame.words import is_assignment, program
from bisectbuild.script.parts import Tree

# Quotes and blanks are no part of the comparison: each shell has its own way to write them.
_DROPPED: Final = re.compile(r"[\s\\'\"]+")
_TOKEN: Final = re.compile(
    r"\\(?P<escaped>.)|'(?P<single>[^']*)'|(?P<dollar>\$(?=[\"']))|(?P<hole>\0)|(?P<quote>\")"
    r"|(?P<glob>[*?~]|\[[^\]\s]+\]|\{[^}\s]*(?:,|\.\.)[^}\s]*\})|(?P<other>.)",
    re.DOTALL,
)
_TIMED: Final = re.compile(r"(?:time|!)\s+(?:-p\s+)?")
_ASSIGNED: Final = re.compile(r"(?:[A-Za-z_]\w*\+?=\S*\s+)+(?=\S)")
_DOUBLE: Final = ("[[", "((")
FULL, PART, PROGRAM = 0.0, 1.5, 3.0


def bare(text: str) -> str:
    """Give a text without quotes and blanks."""
    return _DROPPED.sub("", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a command looks in a trace: whole, its words up to the first value, its program.

    `repeats` tells that one run of it may take more than one line.
    """

    whole: tuple[re.Pattern[str], ...]
    part: str = ""
    program: str = ""
    repeats: bool = False

    def cost(self, line: str) -> float | None:
        """Say how unlike a line without quotes and blanks is, None for too unlike."""
        if any(pattern.match(line) for pattern in self.whole):
            return FULL
        if self.part and line.startswith(self.part):
            return PART
        return PROGRAM if self.program and line.startswith(self.program) else None


def look(tree: Tree, text: bytes) -> Look:
    """Say how a command of a text looks in a trace."""
    written = _written(tree, text)
    opening = written.lstrip()[:2]
    if opening in _DOUBLE:
        return Look(whole=(re.compile(re.escape(opening)),), repeats=True)
    written = _TIMED.sub("", written, count=1)
    wholes = [_pattern(written)]
    begin = _ASSIGNED.match(written)
    if is_assignment(tree) or begin:
        # bash shows each assignment in a line of its own.
        wholes += [_pattern(word) for word in (begin[0] if begin else written).split()]
    if begin:
        wholes.append(_pattern(written[begin.end() :]))
    first = bare(_flat(written).partition("\0")[0])
    return Look(
        whole=tuple(wholes), part=first, program=bare(program(tree)), repeats=len(wholes) > 1
    )


def _written(tree: Tree, text: bytes) -> str:
    """Give a command as written, a NUL for each value, without redirections."""
    parts: list[bytes] = []
    at = tree.start
    cuts = [(*span, b"\0") for span in tree.holes] + [(*span, b" ") for span in tree.redirects]
    for start, end, put in sorted(cuts):
        if start >= at:
            parts += [text[at:start], put]
            at = end
    parts.append(text[at : tree.end])
    return b"".join(parts).decode("utf-8", "replace").strip()


def _flat(written: str) -> str:
    """Take quotes away; what a shell would replace in a word without quotes becomes a NUL."""
    found: list[str] = []
    quoted = False
    for token in _TOKEN.finditer(written):
        match token.lastgroup:
            case "quote":
                quoted = not quoted
            case "single" if quoted:
                found.append(token[0])
            case "escaped" | "single":
                found.append(token[token.lastgroup])
            case "dollar":
                pass
            case "glob" if not quoted:
                found.append("\0")
            case _:
                found.append(token[0])
    return "".join(found)


def _pattern(written: str) -> re.Pattern[str]:
    """Make a pattern; of a text over several lines a trace's first line shows only the first."""
    first, line_end, _ = _flat(written.replace("\\\n", "")).strip().partition("\n")
    parts = [re.escape(bare(part)) for part in first.split("\0")]
    return re.compile(".*".join(parts) + ("" if line_end else r"\Z"), re.DOTALL)
