"""Runs a person's command on this machine, in its shell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing

from bisectbuild.engines.process import Output, stream


def run_here(
    text: str,
    env: Mapping[str, str],
    listen: Callable[[bytes], None],
    halted: Callable[[], bool],
) -> int:
    """Run it to its end and give its exit code; `listen` hears what it prints, as it comes.

    Once `halted` says yes it is ended, and all that it started with it.
    """
    code = 0
    with closing(stream(("/bin/sh", "-c", text), env=env, halted=halted)) as events:
        for event in events:
            if isinstance(event, Output):
                listen(event.data)
            else:
                code = event.code
    return code
