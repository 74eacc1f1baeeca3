r"""Has a log that is passed on command nothing: a marker of any CI service gets a backslash.

The markers of all services are broken, whichever is here: logs are copied, and a runner may be
nested in another. Where they count:

- GitHub: `::name` at the start of a line, blanks before it trimmed, and `##[` anywhere in one
  (actions/runner, Runner.Common/ActionCommand.cs, 2.3xx); its lines end at \n and at \r.
- Azure: `##vso[` anywhere, and `##[` (azure-pipelines-agent, 3.x,
  Microsoft.VisualStudio.Services.Agent/Command.cs).
- Both read a stream that begins with another encoding's byte order mark in that encoding, in
  which other bytes are a marker (dotnet/runtime, Process.Unix.cs, 8: its StreamReader detects it).
- TeamCity: `##teamcity[` anywhere.
- GitLab: `section_start:` and `section_end:` anywhere.
- Buildkite and iTerm2: the escape sequences OSC 1337 to 1339, which show and download files.
  Its headings, `--- ` and the like, only fold a log, and diffs have such lines: they stay.

Streams that end in one pipe (`2>&1`) need one guard for both: a marker may lie across them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_BREAK: Final = b"\\"
_CSI: Final = rb"\x1b\[[0-9;:?]*[ -/]*[@-~]"
# What a person does not see at the start of a line: blanks, colours, bytes that are no ASCII.
_UNSEEN: Final = rb"(?:" + _CSI + rb"|[^\x21-\x7e\r\n])*"
_ANYWHERE: Final = re.compile(
    rb"(?P<hash>##)(?i:vso|teamcity)?\[|(?P<section>section)_(?:start|end):"
    rb"|(?P<osc>\x1b)\]133[789];"
)
_HINTS: Final = (b"##", b"section_", b"\x1b]133")
_AT_START: Final = re.compile(rb"(?:\A|(?<=[\r\n]))" + _UNSEEN + rb"(?P<colon>:):[A-Za-z]")
_LATER: Final = re.compile(rb"(?<=[\r\n])" + _UNSEEN + rb"(?P<colon>:):[A-Za-z]")
_MAY_BEGIN: Final = re.compile(_UNSEEN + rb"(?:\x1b\[[0-9;:?]*[ -/]*)?:{0,2}")
_ALL_UNSEEN: Final = re.compile(_UNSEEN)
# UTF-16 and UTF-32 in either order of bytes.
_ENCODING: Final = re.compile(rb"\xff\xfe|\xfe\xff|\0\0\xfe\xff")
_ENCODING_MOST: Final = 4
# No marker is longer than this; of an unseen line's start so much is kept.
_CONTEXT: Final = 16
_MOST: Final = 4096


class Guard:
    """Guards one stream. Nothing is held back: a marker that pieces cut is broken at the cut."""

    def __init__(self) -> None:
        # What was passed on last, as it came; whether that is a line's start.
        self._before = b""
        self._at_start = True
        # Whether that is all there was, and a byte order mark may yet come of it.
        self._first = True

    def feed(self, data: bytes) -> bytes:
        """Take a piece, cut anywhere; give what to pass on. All but markers stays as it is."""
        before = self._before
        text = before + data
        passed, out = len(before), bytearray()
        for place in sorted(self._breaks(text, len(before))):
            out += text[passed:place] + _BREAK
            passed = place
        out += text[passed:]
        self._remember(text)
        return bytes(out)

    def _breaks(self, text: bytes, seam: int) -> Iterator[int]:
        """Give where to put a backslash: inside a marker, and not into what was passed on."""
        if any(hint in text for hint in _HINTS):
            for match in _ANYWHERE.finditer(text):
                name = match.lastgroup or "hash"
                if match.end() > seam:
                    yield max(match.end(name), seam)
        if self._first and (mark := _ENCODING.match(text)) and mark.end() > seam:
            yield max(1, seam)
        if b"::" in text:
            pattern = _AT_START if self._at_start else _LATER
            for match in pattern.finditer(text):
                if match.end() > seam:
                    yield max(match.end("colon"), seam)

    def _remember(self, text: bytes) -> None:
        begins = max(text.rfind(b"\n"), text.rfind(b"\r")) + 1
        line = text[begins:]
        self._first = self._first and not begins and len(text) < _ENCODING_MOST
        self._at_start = (begins > 0 or self._at_start) and bool(_MAY_BEGIN.fullmatch(line))
        if not self._at_start:
            self._before = text[-_CONTEXT:]
        elif len(line) > _MOST:
            unseen = _ALL_UNSEEN.match(line)
            self._before = line[unseen.end() if unseen else 0 :][-_MOST:]
        else:
            self._before = line
