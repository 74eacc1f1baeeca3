"""A file that gets its name only when it is whole, so that a killed process leaves none."""

from __future__ import annotations

import os
import shlex
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from bisectbuild.errors import BundleError

_PART: Final = ".part"


def refuse_folder(out: Path) -> None:
    """Raise BundleError, with advice, where a bundle's name can only be, or is, a folder's."""
    folder = out.name in {"", ".."}
    with suppress(OSError):  # Writing there will tell it.
        folder = folder or out.is_dir()
    if folder:
        raise BundleError(
            f"The bundle {out} cannot be written: that is a folder.",
            hint=f"Give a file's name: --bundle {shlex.quote(str(out / 'failed.bundle'))}",
        )


class Nameless:
    """A file beside `out`, which `name` puts in its place; `drop` removes it until then.

    Linux keeps it without a name where the file system can (open(2), O_TMPFILE; overlayfs since
    6.3). Elsewhere it is `out` with `.part` added, which a kill leaves behind. Raises OSError.
    """

    def __init__(self, out: Path, buffering: int) -> None:
        self._out = out
        self._part = out.with_name(out.name + _PART)
        # A new file: a link of that name, in a stranger's checkout, is not followed.
        self._part.unlink(missing_ok=True)
        self._hidden = _hidden(out.parent)
        self.file: IO[bytes] = (
            self._part.open("xb", buffering=buffering)
            if self._hidden is None
            else os.fdopen(self._hidden, "wb", buffering=buffering)
        )

    def name(self) -> None:
        """Close it and give it its name, in place of an older file."""
        self.file.flush()
        if self._hidden is not None:
            # Only with a folder's descriptor does Python follow the link of /proc (linkat(2)).
            os.link(_of(self._hidden), self._part, src_dir_fd=self._hidden)
            self._hidden = None
        self.file.close()
        self._part.rename(self._out)

    def drop(self) -> None:
        """Close it, and remove what has no name of its own yet."""
        with suppress(OSError):
            self.file.close()
        if self._hidden is None:
            with suppress(OSError):
                self._part.unlink()


def _hidden(folder: Path) -> int | None:
    """Open a file without a name that can be given one later; None where that cannot be."""
    flag = getattr(os, "O_TMPFILE", 0)
    if not flag:
        return None
    try:
        found = os.open(folder, flag | os.O_WRONLY, 0o666)
    except OSError:
        return None
    if Path(_of(found)).exists():
        return found
    os.close(found)
    return None


def _of(descriptor: int) -> str:
    return f"/proc/self/fd/{descriptor}"
