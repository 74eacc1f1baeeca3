"""Writes the files of a failed build, in a checkout that a stranger may have filled."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bisectbuild import report
from bisectbuild.ci.told import path_in
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
# What a service reads, which takes paths from the checkout.
_SARIF = "postmortem.sarif"


def write_files(wanted: Path, files: Mapping[str, bytes]) -> Path | None:
    """Write files into a folder; give it, None where there is no room anywhere.

    A checkout may be read-only or full, or its folder may be a link that leads elsewhere: then
    all go to a new folder below the temporary one.
    """
    for folder in _folders(wanted):
        with suppress(OSError):
            _put_all(folder, files)
            return folder
    return None


def reports(postmortem: Postmortem, root: Path = Path()) -> dict[str, bytes]:
    """Give a report in each format, by the names of their files; `root` is the checkout."""
    path = path_in(root, postmortem.dockerfile.path) or postmortem.dockerfile.path
    seen = replace(postmortem, dockerfile=replace(postmortem.dockerfile, path=path))
    written = {
        name: report.renderer(report.form_of(Path(name)))(seen if name == _SARIF else postmortem)
        for name in FORMATS
    }
    return {**written, CODE_QUALITY: code_quality(seen)}


def _folders(wanted: Path) -> Iterator[Path]:
    with suppress(OSError):
        wanted.mkdir(parents=True, exist_ok=True)
        if not wanted.is_symlink():
            yield wanted
    with suppress(OSError):
        yield Path(tempfile.mkdtemp(prefix=f"{wanted.name}-"))


def _put_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files that are new, then give them their names: a link of such a name is not followed.

    Where not all have room none stays, and what was there before does.
    """
    written: dict[Path, Path] = {}
    try:
        for name, data in files.items():
            handle, path = tempfile.mkstemp(prefix=f".{name}-", dir=folder)
            written[folder / name] = Path(path)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(path).chmod(_mode(name))
        for final, new in written.items():
            new.replace(final)
            written[final] = final
    except BaseException:
        for left in written.values():
            with suppress(OSError):
                left.unlink()
        raise


def _mode(name: str) -> int:
    """Give the mode: what people did in a shell is for the job's own user."""
    return 0o644 if name in {*FORMATS, CODE_QUALITY} else 0o600
