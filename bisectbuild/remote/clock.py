"""The three times that a served terminal has, on a clock that only goes forward."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from bisectbuild.remote.ending import How
from bisectbuild.tty.text import seconds as spoken

Now: TypeAlias = Callable[[], float]

_FIRST: Final = 60.0
_LAST: Final = 10.0


@dataclass(slots=True, kw_only=True)
class Clock:
    """Knows when it is over, and when to warn. All times are in seconds.

    Until someone has come, `connect` counts; afterwards `idle`, from when anyone last did
    something. `limit` counts from the start, and can be moved up to `ceiling`.
    """

    connect: float
    idle: float
    limit: float
    ceiling: float
    now: Now = time.monotonic
    _began: float = field(init=False)
    _active: float = field(init=False)
    _come: bool = field(init=False, default=False)
    _warned: dict[How, float] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.start()
        self.ceiling = max(self.ceiling, self.limit)

    def start(self) -> None:
        """Count from now."""
        self._began = self._active = self.now()

    @property
    def seconds(self) -> float:
        """Give how long it has gone on."""
        return self.now() - self._began

    def come(self) -> None:
        """Note that someone was let in."""
        self._come = True
        self.touch()

    def touch(self) -> None:
        """Note that someone did something."""
        self._active = self.now()

    def extend(self, seconds: float) -> float:
        """Move the limit, never past the ceiling; give how much is then left until it."""
        self.touch()
        self.limit = min(self.limit + seconds, self.ceiling)
        return self.limit - self.seconds

    def left(self) -> dict[How, float]:
        """Give what is left of each time that counts now."""
        first = (
            {How.IDLE: self._active + self.idle - self.now()}
            if self._come
            else {How.NOBODY_CAME: self.connect - self.seconds}
        )
        return {**first, How.LIMIT: self.limit - self.seconds}

    def over(self) -> How | None:
        """Give the time that is up, or None."""
        return next((how for how, left in self.left().items() if left <= 0), None)

    def warnings(self) -> tuple[str, ...]:
        """Give what to tell the people now; each is given once, unless the time was moved since.

        A time warns a minute and ten seconds before it is up, or after half and four fifths of it
        where it is short.
        """
        return tuple(text for how, left in self.left().items() if (text := self._warn(how, left)))

    def _warn(self, how: How, left: float) -> str:
        marks = self._marks(how)
        passed = [mark for mark in marks if left <= mark]
        if not passed:
            self._warned.pop(how, None)
            return ""
        if self._warned.get(how, _FIRST + 1) <= min(passed):
            return ""
        self._warned[how] = min(passed)
        if how is How.NOBODY_CAME:
            return ""
        why = "Nobody types" if how is How.IDLE else "The time is nearly up"
        advice = "any key keeps it open" if how is How.IDLE else "`extend` gives more time"
        return f"{why}: this ends in {spoken(max(left, 0.0))}; {advice}."

    def _marks(self, how: How) -> tuple[float, float]:
        whole = {How.IDLE: self.idle, How.LIMIT: self.limit}.get(how, self.connect)
        return min(_FIRST, whole / 2), min(_LAST, whole / 5)
