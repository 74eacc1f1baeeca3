"""One served terminal from its opening to its end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from bisectbuild.remote import control, via
from bisectbuild.remote.account import account
from bisectbuild.remote.allowed import Person
from bisectbuild.remote.clock import Clock, Now
from bisectbuild.remote.closing import close
from bisectbuild.remote.crowd import Crowd
from bisectbuild.remote.desk import Desk
from bisectbuild.remote.ending import Ending, How
from bisectbuild.remote.host import Host
from bisectbuild.remote.house import House
from bisectbuild.remote.hub import Hub
from bisectbuild.remote.listen import listen
from bisectbuild.remote.relay import Door, relaying
from bisectbuild.remote.terms import Say, Screen, Spawn, Terms
from bisectbuild.remote.transcript import Transcript
from bisectbuild.remote.tunnel import LOOPBACK, through

_LOOK_EVERY: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What `carry` needs. `stopped` may be called from any thread, to interrupt it."""

    terms: Terms
    people: dict[bytes, Person]
    program: Spawn
    say: Say
    now: Now


class Decision:
    """How it ends and who said so; what is decided first stays."""

    def __init__(self) -> None:
        self._made: asyncio.Future[tuple[How, str]] = asyncio.get_running_loop().create_future()

    def make(self, how: How, by: str = "") -> None:
        """Decide, unless it is decided."""
        if not self._made.done():
            self._made.set_result((how, by))

    async def within(self, seconds: float) -> tuple[How, str] | None:
        """Wait for it, and give None where it is still open after that time."""
        await asyncio.wait([self._made], timeout=seconds)
        return self._made.result() if self._made.done() else None


async def carry(serving: Serving, ready: Callable[[Decision], None]) -> Ending:
    """Open, say how to come in, serve until it is over, and close all.

    `ready` is given the decision, with which to interrupt it. Raises UsageError and
    FileFormatError where it cannot be opened.
    """
    terms = serving.terms
    decision = Decision()
    ready(decision)
    transcript = Transcript(terms.transcript, Screen(), now=serving.now)
    try:
        hub = Hub(serving.program, transcript, lambda: decision.make(How.PROGRAM_ENDED))
        clock = Clock(
            connect=terms.connect_seconds,
            idle=terms.idle_seconds,
            limit=terms.limit_seconds,
            ceiling=terms.ceiling_seconds,
            now=serving.now,
        )
        house = House(
            people=serving.people,
            clock=clock,
            hub=hub,
            desk=Desk(clock, lambda: hub.people, hub.tell, decision.make),
            crowd=Crowd(lambda connection: connection.abort()),
        )
        asyncio.get_running_loop().set_exception_handler(_noted(transcript))
        with account(terms.control.parent):
            how, by = await _served(serving, house, decision)
        return Ending(how=how, by=by, seconds=clock.seconds)
    finally:
        transcript.close()


async def _served(serving: Serving, house: House, decision: Decision) -> tuple[How, str]:
    terms, host, desk = serving.terms, Host.new(), house.desk
    bastion = via.read(terms.via) if terms.via else None
    address = LOOPBACK if bastion else terms.host
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(house.hub.close, 0.0, 1)  # Where something below fails.
        await stack.enter_async_context(
            control.listening(terms.control, lambda said: desk.answer(said, desk.inside()))
        )
        acceptor = await listen(house, host, address, terms.port)
        stack.callback(acceptor.close)
        port = acceptor.get_port()

        def invite(at: int) -> None:
            for line in host.invitation(address, at, bastion):
                serving.say(line)

        if bastion:
            port = await stack.enter_async_context(
                through(bastion, terms, port, _both(serving.say, house.hub.tell), invite)
            )
        house.clock.start()
        invite(port)
        door = Door(host=host, address=address, port=acceptor.get_port())
        await stack.enter_async_context(
            relaying(terms.relay, house, door, terms.control.parent, serving.say)
        )
        how, by = await _watched(house, decision)
        acceptor.close()
        await close(house, how)
    return how, by


async def _watched(house: House, decision: Decision) -> tuple[How, str]:
    while True:
        made = await decision.within(_LOOK_EVERY)
        if made:
            return made
        house.hub.look()
        over = house.clock.over()
        if over:
            decision.make(over)
        for text in house.clock.warnings():
            house.hub.tell(text)


def _both(first: Say, second: Say) -> Say:
    def say(text: str) -> None:
        first(text)
        second(text)

    return say


def _noted(transcript: Transcript) -> Callable[[asyncio.AbstractEventLoop, dict[str, Any]], None]:
    """Keep what went wrong with one connection; it is not for the job's log."""

    def note(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        transcript.said(f"{context.get('message')}: {context.get('exception')!r}")

    return note
