"""What `docker buildx history inspect` says of one build, as text or JSON, read into events."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bisectbuild.streams.buildkit_steps import StepBook
from bisectbuild.streams.errortext import strip_prefixes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bisectbuild.builder import BuildEvent

# commands/history/inspect.go of buildx 0.20 to 0.30.
_ERROR = re.compile(r"^Error:\s+(?:[A-Z]\w+ )?(.+)$", re.MULTILINE)
_LOGS = re.compile(r"^Logs:\n> => (?P<name>.*):\n(?P<lines>(?:>.*\n?)*)", re.MULTILINE)
_FAILED = "failed"
_LONGEST = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """The parts that matter. `sources` are the printed location blocks."""

    message: str = ""
    name: str = ""
    logs: tuple[str, ...] = ()
    sources: str = ""


class InspectedReader:
    """Reads the whole of it at its end; it is short."""

    is_over = False

    def __init__(self) -> None:
        self._data = bytearray()
        self._book = StepBook()

    def feed(self, data: bytes) -> Iterator[BuildEvent]:
        """Take more bytes; gives nothing yet."""
        self._data += data[: max(_LONGEST - len(self._data), 0)]
        return iter(())

    def finish(self, exit_code: int) -> Iterator[BuildEvent]:
        """Take the end; give the failed step, and the one BuildFinished."""
        text = self._data.decode("utf-8", "replace").replace("\r", "")
        told = _from_json(text) if text.lstrip().startswith("{") else _from_text(text)
        if told.name:
            yield from self._book.start("failed", told.name)
            log = "".join(f"{line}\n" for line in told.logs)
            yield from self._book.log("failed", log.encode())
            yield from self._book.finish("failed", error=strip_prefixes(told.message))
        self._book.outside(told.sources)
        if told.message:
            self._book.outside(f"\nERROR: failed to solve: {told.message}\n")
        yield self._book.close(exit_code if told.message else 0)


def _from_text(text: str) -> _Told:
    error, logs = _ERROR.search(text), _LOGS.search(text)
    lines = logs["lines"].splitlines() if logs else []
    return _Told(
        message=error[1] if error else "",
        name=logs["name"] if logs else "",
        logs=tuple(line.removeprefix(">").removeprefix(" ") for line in lines),
        sources=text[error.end() :] if error else "",
    )


def _from_json(text: str) -> _Told:
    try:
        found, _ = json.JSONDecoder().raw_decode(text.lstrip())
    except (ValueError, RecursionError):  # No JSON, or a number of too many digits.
        return _Told()
    error = found.get("Error")
    if not isinstance(error, dict):
        return _Told()
    logs = error.get("Logs")
    return _Told(
        message=_text(error.get("Message", "")) or _text(found.get("Status", _FAILED)),
        name=_text(error.get("Name", "")),
        logs=tuple(map(_text, logs)) if isinstance(logs, list) else (),
        sources=_unpacked(error.get("Sources")),
    )


def _text(value: object) -> str:
    r"""Give a text without halves of characters, as `\ud83d` alone writes one."""
    return str(value).encode("utf-8", "replace").decode()


def _unpacked(value: object) -> str:
    try:
        return base64.b64decode(str(value or "")).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
