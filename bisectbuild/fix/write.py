"""Writing a proposed Dockerfile in the place of the old one."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from bisectbuild.errors import FileFormatError, UsageError
from bisectbuild.fix.proposal import Proposal


def apply(path: Path, proposal: Proposal, expected: bytes) -> None:
    """Write the file in one step; mode, owner and what a link points to stay.

    Raises UsageError where it does not hold `expected` any more, FileFormatError where it cannot
    be written; then it is as it was.
    """
    target = path.resolve()
    try:
        if target.read_bytes() != expected:
            raise UsageError(
                f"{path} was changed meanwhile, so the proposal does not fit any more.",
                hint="Type retry to build it as it is now.",
            )
        _write(target, proposal.data)
    except OSError as error:
        raise FileFormatError(
            f"{path} cannot be written: {error.strerror}.",
            hint="Check the owner and mode of the file and its directory (ls -l).",
        ) from error


def _write(target: Path, data: bytes) -> None:
    before = target.stat()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            os.fchmod(file.fileno(), before.st_mode & 0o7777)
            with suppress(PermissionError):
                os.fchown(file.fileno(), before.st_uid, before.st_gid)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
