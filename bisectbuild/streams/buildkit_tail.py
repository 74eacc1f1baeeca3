"""What a BuildKit client prints outside any step: summaries, location blocks, the last message."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field

from bisectbuild.builder import Location

_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_SUMMARY = "------"
_RULE = "-" * 20
_BLOCK_NAME = re.compile(r"\S.*:(\d{1,9})")
_BLOCK_LINE = re.compile(r" *(\d{1,9}) \|(?: (>>>)?.*)?")
_WARNINGS = re.compile(r"\s*\d+ warnings? found")
_FINAL = re.compile(r"(?:ERROR|error): ")
# What only the builder's own last message says; a CI's words may follow it.
_BUILDERS = re.compile(
    r"failed to solve|failed to build: |did not complete successfully|executor failed running"
    r"|failed to read dockerfile|failed to compute cache key"
)
_NO_MESSAGE = re.compile(
    r"View build details: |#\d+ |Use 'docker |See 'docker |DEPRECATED: |WARNING: |time="
)
_CI = re.compile(r"(?:##\[|::)?(?:ERROR: Job failed|Error: Process completed|make: |make\[\d+\]: )")


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalText:
    """The last message as printed, and the lines that location blocks mark, inner cause first."""

    message: str
    locations: tuple[Location, ...]


@dataclass(slots=True)
class _Reader:
    """Where in the tail we stand."""

    lines: list[str]
    at: int = 0
    rest: list[str] = field(default_factory=list)
    locations: list[Location] = field(default_factory=list)


def read_tail(text: str) -> FinalText:
    """Take the tail apart. Blank lines between the lines of a block, as compose has, are borne.

    Forms: printErrorLogs and errdefs.Source.Print in BuildKit v0.8 to v0.32; the docker client
    20.10 prints neither a location block nor `ERROR: `.
    """
    reader = _Reader(lines=[_ANSI.sub("", line) for line in text.replace("\r", "").split("\n")])
    while reader.at < len(reader.lines):
        if not (_skip_summary(reader) or _skip_warnings(reader) or _take_block(reader)):
            reader.rest.append(reader.lines[reader.at])
            reader.at += 1
    return FinalText(message=_message(reader.rest), locations=tuple(reader.locations))


def _skip_summary(reader: _Reader) -> bool:
    """Pass over `------`, ` > name:`, log lines, up to the next `------`."""
    lines, at = reader.lines, reader.at
    if lines[at] != _SUMMARY:
        return False
    following = lines[at + 1] if at + 1 < len(lines) else ""
    reader.at += 1
    if following.startswith((" > ", "> [")):
        # The closing rule may open the next step's summary, so it is left in place.
        with suppress(ValueError):
            reader.at = lines.index(_SUMMARY, at + 1)
    return True


def _skip_warnings(reader: _Reader) -> bool:
    if not _WARNINGS.match(reader.lines[reader.at]):
        return False
    reader.at += 1
    while reader.at < len(reader.lines) and reader.lines[reader.at].startswith(" - "):
        reader.at += 1
    return True


def _take_block(reader: _Reader) -> bool:
    lines = reader.lines
    name = _BLOCK_NAME.fullmatch(lines[reader.at])
    if name is None:
        return False
    at = _next_filled(lines, reader.at + 1)
    if at == len(lines) or lines[at] != _RULE:
        return False
    marked: list[int] = []
    while (at := _next_filled(lines, at + 1)) < len(lines) and lines[at] != _RULE:
        match = _BLOCK_LINE.fullmatch(lines[at])
        if match and match[2]:
            marked.append(int(match[1]))
    reader.locations += _runs(marked or [int(name[1])])
    reader.at = min(at + 1, len(lines))
    return True


def _next_filled(lines: list[str], at: int) -> int:
    return next((n for n in range(at, len(lines)) if lines[n].strip()), len(lines))


def _runs(numbers: list[int]) -> list[Location]:
    runs: list[Location] = []
    for number in numbers:
        joins = bool(runs) and runs[-1].line_end == number - 1
        start = runs.pop().line_start if joins else number
        runs.append(Location(line_start=start, line_end=number))
    return runs


def _message(rest: list[str]) -> str:
    """Give the builder's last line that tells of an error and what follows it.

    Without one, the last `ERROR: ` line; without any, the first paragraph.
    """
    marks = [n for n, line in enumerate(rest) if _BUILDERS.search(line)]
    marks = marks or [n for n, line in enumerate(rest) if _FINAL.match(line)]
    lines = rest[marks[-1] :] if marks else rest
    paragraph: list[str] = []
    for line in lines:
        ends = not line.strip() or _NO_MESSAGE.match(line)
        if paragraph and (ends or _CI.match(line)):
            break
        if not ends:
            paragraph.append(line)
    return "\n".join(paragraph)
