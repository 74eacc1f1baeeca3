"""Writes the files of a failed build, in a checkout that a stranger may have filled."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
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

    Where not all have room, or not all can have their names, none stays, and what was there
    before does.
    """
    with ExitStack() as undo:
        written = {name: _write(folder, name, data, undo) for name, data in files.items()}
        before = [_name(new, folder / name, undo) for name, new in written.items()]
        undo.pop_all()
    for old in filter(None, before):
        _drop(old)


def _write(folder: Path, name: str, data: bytes, undo: ExitStack) -> Path:
    """Write a new file of another name."""
    handle, path = tempfile.mkstemp(prefix=f".{name}-", dir=folder)
    new = Path(path)
    undo.callback(_drop, new)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    new.chmod(_mode(name))
    return new


def _name(new: Path, final: Path, undo: ExitStack) -> Path | None:
    """Give a file its name; give where what had it is now, None where nothing had."""
    before = _aside(final)
    if before is None:
        undo.callback(_drop, final)
    else:
        undo.callback(_put_back, before, final)
    new.replace(final)
    return before


def _aside(final: Path) -> Path | None:
    """Give what has a name another one; None where nothing has. Raises OSError for a folder."""
    handle, path = tempfile.mkstemp(prefix=f".{final.name}-", dir=final.parent)
    os.close(handle)
    try:
        return final.replace(path)
    except BaseException as error:
        _drop(Path(path))
        if isinstance(error, FileNotFoundError):
            return None
        raise


def _put_back(before: Path, final: Path) -> None:
    with suppress(OSError):
        before.replace(final)


def _drop(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _mode(name: str) -> int:
    """Give the mode: what people did in a shell is for the job's own user."""
    return 0o644 if name in {*FORMATS, CODE_QUALITY} else 0o600
