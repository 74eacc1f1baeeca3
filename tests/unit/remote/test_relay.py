"""A way in through somebody else's server."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path

import pexpect
import pytest

from bisectbuild.errors import EngineError, UsageError
from bisectbuild.remote.allowed import read, unlimited
from bisectbuild.remote.ending import How
from tests.support.ssh_people import WAIT, Key, served

pytestmark = pytest.mark.skipif(shutil.which("ssh") is None, reason="OpenSSH is not installed")


class FakeRelay:
    """Keeps what it is to start; `trouble` is why it cannot."""

    name = "tmate"

    def __init__(self, trouble: str = "") -> None:
        self.trouble = trouble
        self.argv: list[str] = []
        self.keys: tuple[str, ...] = ()
        self.closed = threading.Event()

    def open(self, argv: Sequence[str], keys: Sequence[str]) -> str:
        """Open, or raise."""
        self.argv, self.keys = list(argv), tuple(keys)
        if self.trouble == "slow":
            self.closed.wait(WAIT)
        if self.trouble:
            raise EngineError(f"It is {self.trouble}.", hint="Do something.")
        return "ssh token@relay.example"

    def close(self) -> None:
        """End it."""
        self.closed.set()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "0.0.0.0", "::1"])
def test_who_comes_by_a_relay_shares_the_terminal(
    host: str, tmp_path: Path, anna: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a key that ends with the run; the relay is given the listed keys and no other."""
    odd = tmp_path / 'a %h 100% "path'
    odd.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(odd))
    relay = FakeRelay()
    with served(tmp_path, f"{anna.public}\n", relay=relay, host=host) as it:
        it.until(lambda: len(it.said) == 4)
        assert it.said[3] == "ssh token@relay.example   (through tmate; press Enter if it asks)"
        assert relay.keys == (" ".join(anna.public.split()[:2]),)
        one = pexpect.spawn(
            relay.argv[0], relay.argv[1:], timeout=WAIT, encoding="utf-8", env=dict(os.environ)
        )
        one.expect("someone through tmate")
        one.sendline("echo $((6 * 7))")
        one.expect("42")
        one.sendline("exit")
        one.expect(pexpect.EOF)

        assert it.ending().how is How.PROGRAM_ENDED
    assert relay.closed.is_set()


def test_a_relay_that_cannot_be_had_is_told_and_ssh_stays(tmp_path: Path, anna: Key) -> None:
    """With the advice."""
    with served(tmp_path, anna.public, relay=FakeRelay("broken")) as it:
        it.until(lambda: len(it.said) == 5)
        assert it.said[3:] == ["It is broken.", "Do something."]
        assert it.thread is not None
        assert it.thread.is_alive()


def test_a_relay_that_is_still_being_opened_holds_nothing_up(tmp_path: Path, anna: Key) -> None:
    """Neither the time until someone must have come, nor the end; nothing is said of it then."""
    relay = FakeRelay("slow")
    with served(tmp_path, anna.public, relay=relay, connect_seconds=0.5) as it:
        assert it.ending().how is How.NOBODY_CAME
        assert len(it.said) == 3
    assert relay.closed.is_set()


def test_a_key_with_options_cannot_come_by_a_relay(tmp_path: Path, anna: Key) -> None:
    """Its server would not keep them; it is refused before anything opens."""
    with pytest.raises(UsageError, match="has options"):
        unlimited(read(f"no-pty {anna.public}").values(), "tmate")
    with served(tmp_path, f'from="10.0.0.1" {anna.public}', relay=FakeRelay()) as it:
        it.until(lambda: bool(it.failed))
        assert "has options" in str(it.failed[0])
        it.failed.clear()
