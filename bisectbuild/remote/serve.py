"""The way in to this room: serve a program over SSH, and wait until that is over."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import threading
import time
from concurrent.futures import Future
from typing import TYPE_CHECKING, Final

from bisectbuild.errors import UsageError
from bisectbuild.remote import allowed
from bisectbuild.remote.clock import Now
from bisectbuild.remote.ending import Ending, How
from bisectbuild.remote.terms import Say, Spawn, Terms

if TYPE_CHECKING:
    from bisectbuild.remote.serving import Decision, Serving

# The program has three of them to go, people half a one, a relay the rest: a job that is cancelled
# is killed after ten, and its reports are still to be written then.
_CLOSING: Final = 6.0


def serve(terms: Terms, program: Spawn, say: Say, *, now: Now = time.monotonic) -> Ending:
    """Serve the program to those with a listed key; give how it ended.

    `say` is told, from another thread, how to come in; `program` is started, in that thread too,
    when the first one attaches. KeyboardInterrupt ends it cleanly (people are told, the program
    is hung up and after three seconds killed) and goes on. Raises UsageError where no key is
    listed, where asyncssh is not installed and where the address or the bastion cannot be had,
    and FileFormatError where the transcript cannot be written.
    """
    people = allowed.read(terms.keys)
    allowed.some(people, tunnelled=bool(terms.via))
    if terms.relay is not None:
        allowed.unlimited(people.values(), terms.relay.name)
    need()
    from bisectbuild.remote.serving import Serving  # noqa: PLC0415 - needs asyncssh, an extra

    thread = _Thread(Serving(terms=terms, people=people, program=program, say=say, now=now))
    try:
        thread.start()
        return thread.ending.result()
    except KeyboardInterrupt:
        thread.interrupt()
        thread.join(_CLOSING)
        raise


def need() -> None:
    """Raise UsageError where asyncssh is not installed."""
    if importlib.util.find_spec("asyncssh") is None:
        raise UsageError(
            "A shell over SSH needs asyncssh, which is not installed.",
            hint="pip install 'bisectbuild[ssh]'",
        )


class _Thread(threading.Thread):
    """Runs the loop apart, so that a signal never falls into the middle of it."""

    def __init__(self, serving: Serving) -> None:
        super().__init__(name="bisectbuild-ssh", daemon=True)
        self.ending: Future[Ending] = Future()
        self._serving = serving
        self._made: tuple[asyncio.AbstractEventLoop, Decision] | None = None
        self._stopped = False

    def run(self) -> None:
        """Serve, and keep how it ended, or why it could not be."""
        from bisectbuild.remote.serving import carry  # noqa: PLC0415 - needs asyncssh, an extra

        try:
            self.ending.set_result(asyncio.run(carry(self._serving, self._ready)))
        except BaseException as error:  # noqa: BLE001 - it is raised again where we are waited for
            self.ending.set_exception(error)

    def interrupt(self) -> None:
        """Have it end."""
        self._stopped = True
        if self._made:
            loop, decision = self._made
            with contextlib.suppress(RuntimeError):  # It has ended by itself.
                loop.call_soon_threadsafe(decision.make, How.INTERRUPTED)

    def _ready(self, decision: Decision) -> None:
        self._made = (asyncio.get_running_loop(), decision)
        if self._stopped:
            decision.make(How.INTERRUPTED)
