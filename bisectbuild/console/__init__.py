"""Everything a person sees while a build runs: the displays, and which one fits."""

from __future__ import annotations

from typing import IO, Protocol

from bisectbuild.console.plain import PlainDisplay
from bisectbuild.console.quiet import QuietDisplay
from bisectbuild.search.run import Watch
from bisectbuild.tty.paint import Paint


class Display(Watch, Protocol):
    """A watch that must be closed."""

    def close(self) -> None:
        """Leave the terminal as it was."""


def display(progress: str, stream: IO[str], paint: Paint, *, ci: bool) -> Display:
    """Choose by `--progress`, then by whether the stream is a terminal."""
    if progress == "quiet":
        return QuietDisplay()
    if progress == "tty" or (progress == "auto" and stream.isatty() and not ci):
        from bisectbuild.console.live import LiveDisplay  # noqa: PLC0415 - only on a terminal

        return LiveDisplay(stream, paint)
    return PlainDisplay(stream, paint)
