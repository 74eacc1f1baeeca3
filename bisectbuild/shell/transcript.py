"""What was typed in a person's shell, read from the file that the shell's hooks wrote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_FIELDS: Final = 3
_MOST_DIGITS: Final = 3
_MOST_BYTES: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A command that was typed, how it ended, and the directory in which the shell was then."""

    command: str
    code: int
    directory: str


def read_transcript(data: bytes) -> tuple[Typed, ...]:
    r"""Read a transcript; what is no record is passed over, as anyone in the shell may write there.

    A record is `CODE NUL DIRECTORY NUL :COMMAND NUL LF`. Bytes that are no UTF-8 become
    surrogate escapes.
    """
    records = data[-_MOST_BYTES:].split(b"\0\n")[:-1]
    return tuple(typed for typed in map(_read, records) if typed)


def _read(record: bytes) -> Typed | None:
    fields = record.split(b"\0")[-_FIELDS:]
    if len(fields) < _FIELDS:
        return None
    # What stands before a record's first byte was left by a write that was cut off.
    code, directory, command = (field.decode("utf-8", "surrogateescape") for field in fields)
    code = code.rpartition("\n")[2]
    if not (code.isascii() and code.isdigit() and len(code) <= _MOST_DIGITS):
        return None
    command = command.removeprefix(":").strip()
    if not (fields[2].startswith(b":") and directory.startswith("/") and command):
        return None
    return Typed(command=command, code=int(code), directory=directory)
