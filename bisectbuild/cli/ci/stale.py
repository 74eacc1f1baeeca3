"""Removes what killed runs of `ci` have left in the temporary folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from bisectbuild.session import lives

# The process id follows.
PREFIX = "bisectbuild-ci-"


def drop_stale() -> int:
    """Remove the folders of processes that are gone; give their number."""
    found = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        with suppress(OSError):
            if pid.isdigit() and not lives(int(pid)) and folder.lstat().st_uid == os.getuid():
                shutil.rmtree(folder)
                found += 1
    return found
