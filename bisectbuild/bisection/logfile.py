"""The file of a log on the disk: what is in it is whole, whatever ended the writing of it."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from bisectbuild.bisection.commands import MARK, without_torn_end

# Words of a command line, and names in them, may be of any bytes.
BYTES = "surrogateescape"
# While one thread writes, another would take what is there so far for half a line, and cut it off.
_WRITING = threading.Lock()


def read(file: Path) -> str:
    """Give the log without what was cut short. Raises OSError."""
    text = file.read_bytes().decode(errors=BYTES)
    return without_torn_end(text.removeprefix(MARK))


def is_torn(file: Path) -> bool:
    """Tell whether `read` leaves something out that was cut short. Raises OSError."""
    return read(file) != file.read_bytes().decode(errors=BYTES).removeprefix(MARK)


def append(log: int, text: str) -> None:
    """Write behind what is whole; it is on the disk when this returns. Raises OSError.

    `log` is open for reading and appending. What an earlier writing left in halves goes: whatever
    follows it would be part of it.
    """
    with _WRITING:
        size = os.fstat(log).st_size
        if size and os.pread(log, 1, size - 1) != b"\n":
            found = os.pread(log, size, 0).decode(errors=BYTES)
            os.ftruncate(log, len(without_torn_end(found).encode(errors=BYTES)))
        _write(log, text)


def put(file: Path, text: str) -> None:
    """Write a file that is whole and on the disk, or not there at all. Raises OSError."""
    new = file.with_name(f"{file.name}.new")
    try:
        opened = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            _write(opened, text)
        finally:
            os.close(opened)
        new.replace(file)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def _write(file: int, text: str) -> None:
    """Write all of it: a disk that fills up takes a part without a word."""
    left = memoryview(text.encode(errors=BYTES))
    while left:
        left = left[os.write(file, left) :]
    os.fsync(file)
