"""Starts and ends the program: as soon as it can, and without a traceback for Ctrl-C."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import NoReturn

_INTERRUPTED = 130
_UNWRITABLE = 6
# A short-lived program that imports much: fewer collections save a tenth of its start.
_COLLECT_AFTER = 50_000


def main() -> NoReturn:
    """Run the command line and leave with its exit code.

    Leaves without Python's own teardown (0.02 s): nothing of ours waits for it, as all that must
    be undone is undone by then.
    """
    gc.set_threshold(_COLLECT_AFTER)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # Nothing is made yet; what is raised within an import is dropped at times.
        signal.signal(signal.SIGINT, lambda *_: os._exit(_INTERRUPTED))
    try:
        from bisectbuild.cli import run  # noqa: PLC0415 - Ctrl-C may come before it is there

        code = run(sys.argv[1:])
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # It is where ours was closed before we began.
                stream.flush()
    except KeyboardInterrupt:
        code = _INTERRUPTED
    except BrokenPipeError:
        code = 0
    except OSError:  # What was printed last could not be written.
        code = _UNWRITABLE
    os._exit(code)


if __name__ == "__main__":
    main()
