"""A busybox to run scripts in without any engine: this machine's own, or the test images'."""

from __future__ import annotations

import atexit
import shutil
import tarfile
import tempfile
from functools import cache
from pathlib import Path

import pytest

from tests.support import matrix

_MEMBER = "./bin/busybox"


@cache
def _found() -> str | None:
    own = shutil.which("busybox")
    image = matrix.env_folder().parent / "bases" / "busybox.tar"
    if own is not None or not image.is_file():
        return own
    folder = Path(tempfile.mkdtemp(prefix="bb-busybox-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with tarfile.open(image) as files:
        files.extract(_MEMBER, folder, filter="data")
    folder.chmod(0o755)
    (folder / "bin").chmod(0o755)
    return str(folder / _MEMBER)


def busybox() -> str:
    """Give its path, which every user may run; skip where there is none."""
    found = _found()
    if found is None:
        pytest.skip("there is no busybox here: ./dev engines up fetches one")
    return found
