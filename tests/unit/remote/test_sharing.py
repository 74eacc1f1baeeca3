"""What each person's connection is sent, and which connections are kept."""

from __future__ import annotations

from bisectbuild.remote.crowd import Crowd
from bisectbuild.remote.outbox import Outbox
from bisectbuild.remote.recent import Recent


def _outbox(sent: list[bytes], most: int = 10) -> Outbox:
    return Outbox(sent.append, lambda lost: f"<{lost} lost>".encode(), most=most)


def test_what_comes_while_a_connection_is_full_is_sent_later() -> None:
    """In order, and no sooner."""
    sent: list[bytes] = []
    outbox = _outbox(sent)
    outbox.put(b"one")
    outbox.pause()
    outbox.put(b"two")
    outbox.put(b"three")
    assert sent == [b"one"]
    outbox.resume()
    assert sent == [b"one", b"two", b"three"]


def test_too_much_is_thrown_away_and_told() -> None:
    """It never keeps more than its bound."""
    sent: list[bytes] = []
    outbox = _outbox(sent)
    outbox.pause()
    for _ in range(100):
        outbox.put(b"12345678")
        assert outbox.size <= 10
    outbox.resume()
    assert sent == [b"<800 lost>"]
    outbox.put(b"on")
    assert sent[-1] == b"on"


def test_a_connection_that_fills_again_is_heeded() -> None:
    """The rest waits for the next time."""
    sent: list[bytes] = []

    def send(data: bytes) -> None:
        sent.append(data)
        outbox.pause()

    outbox = Outbox(send, lambda _lost: b"")
    outbox.pause()
    outbox.put(b"one")
    outbox.put(b"two")
    outbox.resume()
    assert sent == [b"one"]
    outbox.resume()
    assert sent == [b"one", b"two"]


def test_one_who_comes_later_sees_the_last_lines() -> None:
    """From the start of a line."""
    recent = Recent(most=10)
    recent.add(b"one\n")
    assert recent.replay() == b"one\n"
    for number in range(20):
        recent.add(b"line %d\n" % number)
    assert recent.replay() == b"line 19\n"


def test_a_replay_asks_a_terminal_nothing() -> None:
    """Its answer would be taken for what its person types."""
    recent = Recent()
    asked = b"\x1b[6n\x1b[c\x1b[>0c\x1b[?6n\x1b]11;?\x07\x1b]4;1;?\x1b\\\x1bP+q544e\x1b\\\x1b[>q"
    recent.add(b"a\x1b[31m" + asked + b"\x1b[2Jb\x1b]0;title\x07")
    assert recent.replay() == b"a\x1b[31m\x1b[2Jb\x1b]0;title\x07"


def test_the_oldest_of_too_many_goes() -> None:
    """Those that ask for a login are counted apart from those that only connect."""
    dropped: list[str] = []
    crowd: Crowd[str] = Crowd(dropped.append, silent=3, trying=2)
    crowd.came("person")
    crowd.tries("person")
    for number in range(10):
        crowd.came(f"flood {number}")
    assert len(crowd) == 4
    assert "person" not in dropped
    assert dropped == [f"flood {number}" for number in range(7)]
    crowd.tries("flood 8")
    crowd.tries("flood 9")
    assert dropped[-1] == "person"


def test_who_is_gone_is_not_counted() -> None:
    """Twice does no harm, and who was dropped cannot come to try."""
    dropped: list[str] = []
    crowd: Crowd[str] = Crowd(dropped.append, silent=1, trying=1)
    crowd.came("one")
    crowd.gone("one")
    crowd.gone("one")
    crowd.tries("one")
    crowd.came("two")
    assert (len(crowd), dropped) == (1, [])
    crowd.empty()
    assert (len(crowd), dropped) == (0, ["two"])
