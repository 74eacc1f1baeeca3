"""Running programs: what comes out, and that nothing is left behind."""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

import pytest

from bisectbuild.engines.process import Exited, Output, ProcessEvent, capture, hand_over, stream
from bisectbuild.errors import EngineError

ENV = dict(os.environ)


def _shell(text: str) -> tuple[str, ...]:
    return ("/bin/sh", "-c", text)


def _collect(text: str, *, separate: bool = False) -> list[ProcessEvent]:
    return list(stream(_shell(text), env=ENV, separate=separate))


def _is_gone(pid: int) -> bool:
    """Wait for a process that is no child of ours to be reaped by its own parent."""
    for _ in range(6000):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        with suppress(OSError):
            if ") Z " in Path(f"/proc/{pid}/stat").read_text():
                return True
        time.sleep(0.01)
    return False


def test_both_outputs_come_in_the_order_in_which_they_were_written() -> None:
    """A builder's last message must stand after its progress."""
    events = _collect("echo one; echo two >&2; echo three")

    assert b"".join(e.data for e in events if isinstance(e, Output)) == b"one\ntwo\nthree\n"
    assert events[-1] == Exited(code=0)


def test_outputs_can_be_told_apart() -> None:
    """Each chunk says from which of the two it came."""
    events = _collect("echo out; echo err >&2", separate=True)

    assert Output(data=b"out\n", stream=1) in events
    assert Output(data=b"err\n", stream=2) in events


def test_the_exit_code_comes_last_and_once() -> None:
    """A failing program is a value, not an exception."""
    events = _collect("exit 7")

    assert events == [Exited(code=7)]


def test_a_program_ended_by_a_signal_has_the_shells_code() -> None:
    """128 + 9 for SIGKILL."""
    events = _collect("kill -9 $$")

    assert events == [Exited(code=137)]


def test_closing_early_ends_the_whole_group() -> None:
    """No child of the program survives."""
    events = stream(_shell("sleep 300 & echo $!; wait"), env=ENV)
    first = next(events)
    assert isinstance(first, Output)

    events.close()

    assert _is_gone(int(first.data))


def test_closing_early_first_asks_with_the_signal_of_ctrl_c(tmp_path: Path) -> None:
    """The docker client then cancels its build at the daemon."""
    script = "import signal,sys,time\ntry:\n print('up',flush=True);time.sleep(300)\n"
    script += "except KeyboardInterrupt:\n open(sys.argv[1],'w').write('told')\n"
    marker = tmp_path / "told"
    with closing(stream((sys.executable, "-c", script, str(marker)), env=ENV)) as events:
        next(events)

    assert marker.read_text() == "told"


def test_ctrl_c_at_our_terminal_does_not_reach_the_program() -> None:
    """It runs in a session of its own."""
    events = list(stream(_shell("ps -o sid= -p $$; echo $$"), env=ENV))
    words = b"".join(e.data for e in events if isinstance(e, Output)).split()

    assert words[0] == words[1]


def test_a_pipe_that_others_hold_open_does_not_keep_us() -> None:
    """`docker` over SSH leaves a shared connection behind."""
    events = _collect("setsid sleep 300 & echo $!; exit 4")
    first = events[0]
    assert isinstance(first, Output)
    os.kill(int(first.data), signal.SIGKILL)

    assert events[-1] == Exited(code=4)


def test_a_missing_program_is_told_with_advice() -> None:
    """Nobody reads a traceback for a docker that is not installed."""
    with pytest.raises(EngineError, match="`no-such-docker` was not found on PATH") as caught:
        list(stream(("no-such-docker", "version"), env=ENV))

    assert "Install" in caught.value.hint


def test_a_folder_that_is_gone_is_not_taken_for_a_missing_program(tmp_path: Path) -> None:
    """The two have the same error number."""
    with pytest.raises(EngineError, match=r"folder .* is gone"):
        list(stream(_shell("true"), env=ENV, cwd=tmp_path / "gone"))


@pytest.mark.parametrize("text", ["A=\0", "A=\ud800"])
def test_a_word_that_none_can_have_is_told_with_advice(text: str) -> None:
    """It may be a stranger's; what is in it is not shown, as it may be a secret."""
    for words, env in ((("true", text), ENV), (("true",), {"B": text})):
        for start in (stream, partial(capture, seconds=60)):
            with pytest.raises(EngineError, match="`true` cannot be given its words") as caught:
                start(words, env=env)
            assert "Look for a NUL" in caught.value.hint
            assert "A=" not in caught.value.message


def test_capture_gives_code_and_both_outputs() -> None:
    """For short questions to a client."""
    done = capture(_shell("echo out; echo err >&2; exit 3"), env=ENV, seconds=60)

    assert (done.code, done.stdout, done.stderr) == (3, b"out\n", b"err\n")


def test_capture_gives_up_at_its_limit_and_leaves_nothing(tmp_path: Path) -> None:
    """A stuck engine must not hang us."""
    note = tmp_path / "pid"
    with pytest.raises(EngineError, match="no answer within"):
        capture(_shell(f"echo $$ > {note}; exec sleep 300"), env=ENV, seconds=5)

    assert _is_gone(int(note.read_text()))


def test_hand_over_gives_the_exit_code() -> None:
    """That of the person's shell."""
    assert hand_over(_shell("exit 5"), ENV) == 5


def test_we_outlive_ctrl_c_while_another_has_the_terminal() -> None:
    """The child gets SIGINT at its default, and we go on."""
    code = hand_over(_shell(f"kill -INT {os.getpid()}; kill -INT $$; exit 9"), ENV)

    assert code == 130
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
