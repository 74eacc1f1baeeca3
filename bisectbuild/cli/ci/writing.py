"""Writes the files of a failed build, in a checkout that a stranger may have filled."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from bisectbuild import report
from bisectbuild.postmortem import Postmortem
from bisectbuild.report.code_quality import render as code_quality

FORMATS = (
    "postmortem.json",
    "postmortem.html",
    "postmortem.md",
    "postmortem.sarif",
    "postmortem.xml",
)
CODE_QUALITY = "gl-code-quality.json"


def write_files(wanted: Path, files: Mapping[str, bytes]) -> Path | None:
    """Write files into a folder; give it, None where there is no room anywhere.

    A checkout may be read-only, or its folder may be a link that leads elsewhere: then they go to
    a new folder below the temporary one.
    """
    for folder in _folders(wanted):
        with suppress(OSError):
            for name, data in files.items():
                _put(folder, name, data)
            return folder
    return None


def reports(postmortem: Postmortem) -> dict[str, bytes]:
    """Give a report in each format, by the names of their files."""
    written = {name: report.renderer(report.form_of(Path(name)))(postmortem) for name in FORMATS}
    return {**written, CODE_QUALITY: code_quality(postmortem)}


def _folders(wanted: Path) -> Iterator[Path]:
    with suppress(OSError):
        wanted.mkdir(parents=True, exist_ok=True)
        if not wanted.is_symlink():
            yield wanted
    with suppress(OSError):
        yield Path(tempfile.mkdtemp(prefix=f"{wanted.name}-"))


def _put(folder: Path, name: str, data: bytes) -> None:
    """Write a file that is new, then give it its name: a link of that name is not followed."""
    handle, path = tempfile.mkstemp(prefix=f".{name}-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(path, _mode(name))  # noqa: PTH101 - a name of ours, just made
        os.replace(path, folder / name)  # noqa: PTH105 - the same
    except BaseException:
        with suppress(OSError):
            os.unlink(path)  # noqa: PTH108 - the same
        raise


def _mode(name: str) -> int:
    """Give the mode: what people did in a shell is for the job's own user."""
    return 0o644 if name in {*FORMATS, CODE_QUALITY} else 0o600
