"""Printing into a job's log: nothing in it commands, and nothing that fails there matters."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import sys
from typing import Final

from bisectbuild.ci.guard import Guard
from bisectbuild.errors import BisectBuildError
from bisectbuild.tty.text import visible

STDERR: Final = 2
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def say(text: str) -> None:
    """Print a text that may quote a build."""
    put(STDERR, Guard().feed(f"{text}\n".encode(errors="replace")))


def say_error(before: str, error: BisectBuildError) -> None:
    """Print what went wrong, and the advice."""
    say(visible(f"{before}{error.message}"))
    if error.hint:
        say(visible(error.hint))


def tell_bug_of_ours(error: Exception) -> None:
    """Leave a bug report; where even that fails, the job goes on."""
    from bisectbuild.bugreport import tell_bug  # noqa: PLC0415 - only for a bug

    with contextlib.suppress(OSError, ValueError, AttributeError):
        tell_bug(error, sys.argv[1:])


def put(stream: int, data: bytes) -> bool:
    """Write all of it to a descriptor; False where nobody reads it any more.

    What a full disk does not take is lost, which is no reason for the command to end.
    """
    view = memoryview(data)
    while view:
        try:
            view = view[os.write(stream, view) :]
        except BlockingIOError:
            select.select([], [stream], [])
        except OSError as error:
            return error.errno in _FULL
    return True
