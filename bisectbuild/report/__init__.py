"""Renderers: functions from a postmortem to bytes, one file for each format."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from bisectbuild.errors import FileFormatError, UsageError

if TYPE_CHECKING:  # the command line needs the endings, and not yet what a record is
    from bisectbuild.postmortem import Postmortem

RENDERERS: dict[str, str] = {
    "text": "bisectbuild.report.text:render",
    "json": "bisectbuild.report.json:render",
    "markdown": "bisectbuild.report.markdown:render",
    "html": "bisectbuild.report.html:render",
    "sarif": "bisectbuild.report.sarif:render",
    "junit": "bisectbuild.report.junit:render",
}
ENDINGS: dict[str, str] = {
    ".sarif.json": "sarif",
    ".json": "json",
    ".txt": "text",
    ".md": "markdown",
    ".html": "html",
    ".sarif": "sarif",
    ".xml": "junit",
}


def renderer(form: str) -> Callable[[Postmortem], bytes]:
    """Import the renderer of a format and give it."""
    module, _, name = RENDERERS[form].partition(":")
    found: Callable[[Postmortem], bytes] = getattr(import_module(module), name)
    return found


def form_of(path: Path) -> str:
    """Give the format of a file's ending, in upper or lower case; raises UsageError for others."""
    name = path.name.lower()
    for ending, form in ENDINGS.items():
        if name.endswith(ending):
            return form
    raise UsageError(
        f"No report format has the ending of {path}.",
        hint=f"Name a file that ends in one of {', '.join(ENDINGS)}.",
    )


def write(path: Path, postmortem: Postmortem) -> None:
    """Write a report in the format of the file's ending.

    Raises UsageError for an ending that is none of ours, FileFormatError where the file cannot be
    written.
    """
    save(path, renderer(form_of(path))(postmortem))


def save(path: Path, data: bytes) -> None:
    """Write the bytes of a report. Raises FileFormatError where the file cannot be written."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise FileFormatError(
            f"The report {path} could not be written: {error.strerror}.",
            hint="Name a file in a directory that exists and has room.",
        ) from error
