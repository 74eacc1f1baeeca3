"""The three times, on a clock that the test moves."""

from __future__ import annotations

from dataclasses import dataclass

from bisectbuild.remote.clock import Clock
from bisectbuild.remote.ending import How


@dataclass
class _Hand:
    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


def _clock(hand: _Hand, **changes: float) -> Clock:
    times = {"connect": 100.0, "idle": 300.0, "limit": 1000.0, "ceiling": 2000.0, **changes}
    return Clock(**times, now=hand)


def test_nobody_came_until_someone_has() -> None:
    """Once someone was let in, the first time counts no more."""
    hand = _Hand()
    clock = _clock(hand)
    hand.at += 99
    assert clock.over() is None
    hand.at += 1
    assert clock.over() is How.NOBODY_CAME
    clock.come()
    assert clock.over() is None


def test_idle_counts_from_the_last_touch() -> None:
    """Doing something starts it again."""
    hand = _Hand()
    clock = _clock(hand)
    clock.come()
    hand.at += 299
    clock.touch()
    hand.at += 299
    assert clock.over() is None
    hand.at += 1
    assert clock.over() is How.IDLE


def test_the_limit_moves_up_to_the_ceiling() -> None:
    """Beyond it nothing is given."""
    hand = _Hand()
    clock = _clock(hand, idle=5000.0)
    clock.come()
    assert clock.extend(500) == 1500
    assert clock.extend(5000) == 2000
    hand.at += 1999
    assert clock.over() is None
    hand.at += 1
    assert clock.over() is How.LIMIT
    assert clock.extend(60) == 0


def test_a_ceiling_below_the_limit_does_not_lower_it() -> None:
    """What was promised at first is kept."""
    clock = _clock(_Hand(), ceiling=10.0)

    assert clock.extend(60) == 1000


def test_it_warns_a_minute_and_ten_seconds_before_once_each() -> None:
    """A time that was moved warns anew."""
    hand = _Hand()
    clock = _clock(hand)
    clock.come()
    assert clock.warnings() == ()
    hand.at += 241
    (first,) = clock.warnings()
    assert "this ends in 59s" in first
    assert clock.warnings() == ()
    hand.at += 50
    assert "9.0s" in clock.warnings()[0]
    clock.touch()
    assert clock.warnings() == ()
    hand.at += 245
    assert len(clock.warnings()) == 1


def test_a_short_time_warns_in_time() -> None:
    """After half and after four fifths of it."""
    hand = _Hand()
    clock = _clock(hand, idle=2.0)
    clock.come()
    hand.at += 0.9
    assert clock.warnings() == ()
    hand.at += 0.2
    assert len(clock.warnings()) == 1
    hand.at += 0.6
    assert len(clock.warnings()) == 1
    hand.at += 0.2
    assert clock.warnings() == ()


def test_no_one_is_warned_that_no_one_comes() -> None:
    """There is no one to hear it."""
    hand = _Hand()
    clock = _clock(hand)
    hand.at += 95
    assert clock.warnings() == ()
