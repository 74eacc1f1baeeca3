"""The engine's JSON messages as programs keep them: a line each, or one array (docker-py)."""

from __future__ import annotations

import ast
import codecs
import json
from typing import TYPE_CHECKING

from bisectbuild.streams.legacy_stream import RED, StreamReader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bisectbuild.builder import BuildEvent

_BETWEEN = "[], \t\r\n"
# The longest message: one write of a process, 32 KiB, each byte escaped as \u0000.
_LONGEST = 1024 * 1024


class MessagesReader:
    """Reads message after message, whatever stands between; what is none is passed over.

    Lines printed by Python, `{'stream': '…'}`, are read too.
    """

    def __init__(self) -> None:
        self.reader = StreamReader()
        self._decoder = json.JSONDecoder()
        self._text = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""

    @property
    def is_over(self) -> bool:
        """Whether the build has ended."""
        return self.reader.built or self.reader.ended

    def feed(self, data: bytes) -> Iterator[BuildEvent]:
        """Take more bytes, cut anywhere, and give the events they complete."""
        text, at = self._held + self._text.decode(data), 0
        output: list[str] = []
        while at < len(text):
            if text[at] in _BETWEEN:
                at += 1
                continue
            message, end = self._message(text, at)
            if end < 0:
                break
            at = end
            if message is None:
                continue
            if self.reader.running and self._is_output(message):
                output.append(str(message["stream"]))
                continue
            yield from self._flush(output)
            yield from self.reader.message(_without_halves(message))
        yield from self._flush(output)
        self._held = text[at:]

    def _is_output(self, message: Mapping[str, object]) -> bool:
        """Tell what a process printed on its standard output: nearly all messages are of it."""
        text = message.get("stream")
        if not isinstance(text, str) or len(message) > 1 or text.startswith(RED):
            return False
        return " intermediate container " not in text

    def _flush(self, output: list[str]) -> Iterator[BuildEvent]:
        """Pass on what was gathered: one by one, messages would cost more than all else."""
        if output:
            yield from self.reader.raw("".join(output).encode("utf-8", "replace"))
            output.clear()

    def finish(self, exit_code: int) -> Iterator[BuildEvent]:
        """Take the end of the stream, and give the one BuildFinished."""
        del exit_code  # The messages tell how the build ended.
        yield from self.feed(b"\n")
        yield from self.reader.end()

    def _message(self, text: str, at: int) -> tuple[Mapping[str, object] | None, int]:
        """Give the message at a place and where it ends; -1 where more is needed to tell."""
        try:
            value, end = self._decoder.raw_decode(text, at) if text[at] == "{" else (None, at)
        except json.JSONDecodeError as error:
            if _is_cut(error) and len(text) - at < _LONGEST:
                return None, -1
            value, end = None, at
        except (ValueError, RecursionError):  # ValueError: a number of too many digits.
            value, end = None, at
        if end == at:
            end = text.find("\n", at) + 1
            if not end:
                return None, len(text) if len(text) - at > _LONGEST else -1
            value = _of_python(text[at:end]) if text.startswith("{'", at) else None
        return value if isinstance(value, dict) else None, end


def _without_halves(message: Mapping[str, object]) -> Mapping[str, object]:
    r"""Replace halves of characters, as `\ud83d` alone writes one: they are no text anywhere."""
    return {
        key: _without_halves(value)
        if isinstance(value, dict)
        else value.encode("utf-8", "replace").decode()
        if isinstance(value, str)
        else value
        for key, value in message.items()
    }


def _is_cut(error: json.JSONDecodeError) -> bool:
    """Tell whether an object may go on in the next piece."""
    return error.msg.startswith("Unterminated string") or not error.doc[error.pos + 6 :].strip()


def _of_python(line: str) -> object:
    try:
        return ast.literal_eval(line.strip().rstrip(","))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
