"""Does what those who are let in say: resume, fail, extend, status."""

from __future__ import annotations

from collections.abc import Callable

from bisectbuild.remote import words
from bisectbuild.remote.clock import Clock
from bisectbuild.remote.ending import How
from bisectbuild.tty.text import seconds as spoken


class Desk:
    """Answers, whichever way the words came.

    `decide` is given how it ends and who said so; `tell` is given a line for all.
    """

    def __init__(
        self,
        clock: Clock,
        people: Callable[[], tuple[str, ...]],
        tell: Callable[[str], None],
        decide: Callable[[How, str], None],
    ) -> None:
        self._clock, self._people, self._tell, self._decide = clock, people, tell, decide

    def answer(self, said: str, who: str) -> str:
        """Do it, and give what to answer. Raises UsageError where it is not understood."""
        request = words.read(said)
        self._clock.touch()
        if request.verb is words.Verb.STATUS:
            return self._status()
        if request.verb is words.Verb.EXTEND:
            return self._extend(request.minutes, who)
        self._tell(f"{who} said `{request.verb}`.")
        if request.verb is words.Verb.RESUME:
            self._decide(How.RESUMED, who)
            return "The job goes on."
        self._decide(How.FAILED, who)
        return "The job fails."

    def inside(self) -> str:
        """Give who may have said what came from inside the program: those who are attached."""
        return " or ".join(self._people()) or "the program"

    def _extend(self, minutes: int, who: str) -> str:
        left = spoken(max(self._clock.extend(minutes * 60.0), 0.0))
        self._tell(f"{who} said `extend {minutes}`: {left} are left.")
        most = spoken(self._clock.ceiling)
        return f"{left} are left. In all it can be {most} and no more."

    def _status(self) -> str:
        here = "\n".join(f"  {who}" for who in self._people()) or "  no one"
        left = self._clock.left()
        times = "\n".join(f"  {how}: {spoken(max(left[how], 0.0))}" for how in left)
        return f"attached:\n{here}\nends, for each reason, in:\n{times}"
