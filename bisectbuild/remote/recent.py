"""The last bytes that a terminal showed, for one who comes later."""

from __future__ import annotations

import re
from typing import Final

MOST_BYTES: Final = 64 * 1024
# A terminal answers these as if its person had typed: where its cursor is, what it is, its
# colours. Whoever asked has long had an answer.
_QUESTIONS: Final = re.compile(
    rb"\x1b\[[?>=]?[0-9;]*[cn]"  # device attributes, status and cursor reports
    rb"|\x1b\[[>?]?[0-9;]*q"  # the terminal's name
    rb"|\x1b\[\?[0-9;]*u|\x1b\[[?0-9;]*\$p"  # keyboard and mode queries
    rb"|\x1b\][0-9;]*\?[^\x07\x1b]*(?:\x07|\x1b\\)"  # colours, the clipboard
    rb"|\x1bP[$+]q[^\x1b]*\x1b\\"  # settings
)


class Recent:
    """Keeps the last bytes, at most `most`."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._data = bytearray()
        self._cut = False

    def add(self, data: bytes) -> None:
        """Keep what was shown."""
        self._data += data
        if len(self._data) > 2 * self._most:
            del self._data[: -self._most]
            self._cut = True

    def replay(self) -> bytes:
        """Give what to send to a terminal, from the start of a line, without questions to it."""
        data = bytes(self._data[-self._most :])
        if self._cut or len(data) < len(self._data):
            data = data[data.find(b"\n") + 1 :]
        return _QUESTIONS.sub(b"", data)
