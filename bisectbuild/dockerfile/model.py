"""The values a Dockerfile is read into: spans, instructions, stages, the file.

Nothing here knows how they were read. Lines are 1-based and inclusive everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of physical lines, 1-based, both ends included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Heredoc:
    """One here-document of an instruction.

    `name` is the unquoted end word, `body` the raw text between opener and end word,
    `span` the lines of body and end word. `closed` is False where the end word never comes and
    the body therefore runs to the end of the file.
    """

    name: str
    body: str
    expand: bool
    strip_tabs: bool
    file_descriptor: int
    span: Span
    closed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A `--name=value` word of an instruction; `value` is None where no `=` was written."""

    name: str
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """One instruction of the file.

    `index` is its 1-based place among all instructions of the file, the number that the legacy
    builder prints in `Step n/m`. `keyword` is upper-cased (`ONBUILD` for a trigger). `text` is
    the instruction on one line as the builder joins it, `value` the part after the keyword and
    the flags, `source` the exact text of its lines without the last line end.
    `stage` is the index of its stage, None before the first FROM.
    """

    index: int
    keyword: str
    text: str
    value: str
    flags: tuple[Flag, ...]
    heredocs: tuple[Heredoc, ...]
    span: Span
    source: str
    stage: int | None

    def flag(self, name: str) -> str | None:
        """Give the last value of a flag, or None where it is absent or has no value."""
        values = [flag.value for flag in self.flags if flag.name == name]
        return values[-1] if values else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One build stage: the FROM and what follows it.

    `index` counts from 0 as `COPY --from=N` does. `name` is lower-cased, None where the FROM has
    no AS. `base` is the base's text as written, variables unexpanded.
    """

    index: int
    name: str | None
    base: str
    platform: str | None
    instructions: tuple[Instruction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dockerfile:
    """A whole Dockerfile, read.

    `data` holds the exact bytes; `name` is what the person calls the file, for messages.
    `escape` is the escape character in force, `syntax` the value of `# syntax=` if any.
    `line_starts` holds the byte offset at which each physical line begins, and one more entry:
    the length of `data`.
    """

    name: str
    data: bytes
    escape: str
    syntax: str | None
    instructions: tuple[Instruction, ...]
    global_args: tuple[Instruction, ...]
    stages: tuple[Stage, ...]
    line_starts: tuple[int, ...]
