"""Renderers: functions from a postmortem to bytes, one file for each format."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from bisectbuild.errors import FileFormatError

if TYPE_CHECKING:  # the command line needs the endings, and not yet what a record is
    from bisectbuild.postmortem import Postmortem

RENDERERS: dict[str, str] = {
    "json": "bisectbuild.report.json:render",
    "text": "bisectbuild.report.text:render",
}
ENDINGS: dict[str, str] = {".json": "json", ".txt": "text"}


def renderer(form: str) -> Callable[[Postmortem], bytes]:
    """Import the renderer of a format and give it."""
    module, _, name = RENDERERS[form].partition(":")
    found: Callable[[Postmortem], bytes] = getattr(import_module(module), name)
    return found


def write(path: Path, postmortem: Postmortem) -> None:
    """Write a report in the format of the file's ending.

    Raises FileFormatError where the file cannot be written.
    """
    data = renderer(ENDINGS[path.suffix])(postmortem)
    try:
        path.write_bytes(data)
    except OSError as error:
        raise FileFormatError(
            f"The report {path} could not be written: {error.strerror}.",
            hint="Name a file in a directory that exists and has room.",
        ) from error
