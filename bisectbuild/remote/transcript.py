"""What a served terminal showed, and what people did there, kept in a file."""

from __future__ import annotations

import codecs
import json
import os
import time
from pathlib import Path
from typing import Final

from bisectbuild.errors import FileFormatError
from bisectbuild.remote.clock import Now
from bisectbuild.remote.terms import Screen

MOST_BYTES: Final = 50 * 1024 * 1024
_HELD: Final = 4096
_FULL: Final = "The transcript is full; what follows is not in it."


class Transcript:
    """Writes an asciicast, version 2: a line of JSON for each thing that happened, with its time.

    `o` is what was shown, `m` what we say of people and of the end, `r` a new size. What a program
    prints is always an `o`, so it cannot pass for one of us; what is typed is not kept, as it may
    be a password. The file is for its owner only (0600); after `most` bytes it says that it is
    full. `flush` should be called now and then: what is shown is gathered into whole lines.
    """

    def __init__(
        self, path: Path, screen: Screen, *, most: int = MOST_BYTES, now: Now = time.monotonic
    ) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(path, flags, 0o600)
        except OSError as error:
            raise FileFormatError(
                f"The transcript {path} cannot be written: {error.strerror}.",
                hint="A shell is opened only where all that is shown can be kept.",
            ) from error
        os.fchmod(descriptor, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        self._now, self._began = now, now()
        self._left = most
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        self._line(
            {
                "version": 2,
                "width": screen.columns,
                "height": screen.rows,
                "timestamp": int(time.time()),
            }
        )

    def shown(self, data: bytes) -> None:
        """Keep what the terminal showed."""
        self._held += self._decoder.decode(data)
        if "\n" in self._held or len(self._held) > _HELD:
            self.flush()

    def said(self, text: str) -> None:
        """Keep what we said."""
        self._event("m", text)

    def resized(self, rows: int, columns: int) -> None:
        """Keep a new size."""
        self._event("r", f"{columns}x{rows}")

    def flush(self) -> None:
        """Write what was gathered."""
        text, self._held = self._held, ""
        if text:
            self._line([round(self._now() - self._began, 3), "o", text])
        self._write(b"")

    def close(self) -> None:
        """Write the rest, and end."""
        self.flush()
        try:
            self._file.close()
        except OSError:
            self._left = 0

    def _event(self, kind: str, text: str) -> None:
        self.flush()
        self._line([round(self._now() - self._began, 3), kind, text])

    def _line(self, value: object) -> None:
        data = json.dumps(value, ensure_ascii=False).encode() + b"\n"
        if self._left <= 0:
            return
        if len(data) > self._left:
            self._left = 0
            data = json.dumps([round(self._now() - self._began, 3), "m", _FULL]).encode() + b"\n"
            self._write(data)
            return
        self._left -= len(data)
        self._write(data)

    def _write(self, data: bytes) -> None:
        """Write at once, so that a kill loses nothing; a full disk ends the record only."""
        try:
            self._file.write(data)
            self._file.flush()
        except OSError:
            self._left = 0
