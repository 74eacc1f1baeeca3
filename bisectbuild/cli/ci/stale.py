"""The folder of a run of `ci`, and removing those that killed runs have left.

A run holds a lock on its folder, which ends with it however it ends: a process id alone tells
nothing of a run in another container that shares the temporary folder.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from bisectbuild.session import lives

# The process id follows.
PREFIX = "bisectbuild-ci-"
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


@contextmanager
def held_folder() -> Iterator[Path]:
    """Give a new folder that nobody takes for a stale one; it goes in the end.

    Raises OSError where there is no room for one.
    """
    while True:
        made = tempfile.TemporaryDirectory(
            prefix=f"{PREFIX}{os.getpid()}-", ignore_cleanup_errors=True
        )
        with made as name:
            held = _hold(Path(name))
            if held is not None:
                try:
                    yield Path(name)
                finally:
                    os.close(held)
                return


def _hold(folder: Path) -> int | None:
    """Lock a folder until what is given is closed; None where it was removed before we could."""
    try:
        held = os.open(folder, _FOLDER)
    except FileNotFoundError:
        return None
    with suppress(OSError):  # A file system without locks: then none is removed there.
        fcntl.flock(held, fcntl.LOCK_EX)
    if folder.is_dir():
        return held
    os.close(held)
    return None


def drop_stale() -> int:
    """Remove the folders of processes that are gone; give their number."""
    found = 0
    for folder in _all():
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        with suppress(OSError):
            if pid.isdigit() and not lives(int(pid)) and folder.lstat().st_uid == os.getuid():
                _drop(folder)
                found += 1
    return found


def _all() -> tuple[Path, ...]:
    """Give the folders of all runs; none where there is no temporary folder."""
    with suppress(OSError):
        return tuple(Path(tempfile.gettempdir()).glob(f"{PREFIX}*"))
    return ()


def _drop(folder: Path) -> None:
    """Remove a folder. Raises OSError where a run holds it."""
    held = os.open(folder, _FOLDER)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)
    finally:
        os.close(held)
