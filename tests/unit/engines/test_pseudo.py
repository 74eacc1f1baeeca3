"""A program on a terminal of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bisectbuild.engines.pseudo import Pseudo
from bisectbuild.errors import EngineError
from tests.support.ssh_people import WAIT


@contextmanager
def _running(*argv: str, rows: int = 24, columns: int = 80) -> Iterator[Pseudo]:
    child = Pseudo(argv, {"PATH": os.environ["PATH"]}, rows=rows, columns=columns)
    try:
        yield child
    finally:
        child.kill()
        child.close()
        child.close()


def _all(child: Pseudo) -> str:
    data = b""
    with contextlib.suppress(OSError):
        while more := os.read(child.fd, 65536):
            data += more
    return data.decode()


def _until(child: Pseudo, text: str) -> str:
    data = b""
    while text.encode() not in data:
        data += os.read(child.fd, 65536)
    return data.decode()


def _there(pid: int) -> bool:
    """Tell whether a process that is no child of ours runs, and is not only unreaped."""
    with contextlib.suppress(OSError):
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    return False


def _descriptors() -> list[str]:
    return sorted(path.name for path in Path("/proc/self/fd").iterdir())


def test_it_leads_a_session_with_a_terminal_of_the_given_size() -> None:
    """And has no descriptor of ours, not even one that we were given ourselves."""
    ours = os.open("/dev/null", os.O_RDONLY)
    os.set_inheritable(ours, True)  # noqa: FBT003 - its only argument
    script = 'tty; stty size; ps -o sid= -p $$; echo "=$$="; ls /proc/$$/fd | tr "\\n" ,'
    with _running("sh", "-c", script, rows=31, columns=97) as child:
        shown = _all(child).split()
        assert child.wait() == 0
    os.close(ours)

    assert shown[0].startswith("/dev/pts/")
    assert shown[1:3] == ["31", "97"]
    assert shown[4] == f"={shown[3]}="
    assert shown[5].rstrip(",").split(",") in (["0", "1", "2"], ["0", "1", "2", "255"])


def test_its_exit_code_is_a_shells() -> None:
    """128 + 9 for SIGKILL, and None while it runs."""
    with _running("sh", "-c", "exit 7") as child:
        _all(child)
        assert child.wait() == 7
        assert child.poll() == 7
    with _running("sh", "-c", "echo up; sleep 300") as child:
        _until(child, "up")
        assert child.poll() is None
        child.kill()
        assert child.poll() == 137


def test_a_new_size_is_told() -> None:
    """By SIGWINCH."""
    with _running("sh", "-c", "trap 'stty size' WINCH; echo up; while :; do sleep 0.05; done") as c:
        _until(c, "up")
        c.resize(12, 34)
        _until(c, "12 34")


def test_hanging_up_reaches_what_is_in_the_foreground() -> None:
    """A job of an interactive shell has a group of its own."""
    with _running("bash", "--norc", "--noprofile", "-i") as child:
        os.write(child.fd, b"sh -c 'echo pid''=$$=; exec sleep 300'\n")
        pid = int(_until(child, "=\r\n").split("pid=")[1].split("=")[0])
        assert pid != 0
        child.hang_up()
        limit = time.monotonic() + WAIT
        while child.poll() is None:
            assert time.monotonic() < limit
            time.sleep(0.01)
        while _there(pid):
            assert time.monotonic() < limit
            time.sleep(0.01)


def test_signals_that_python_ignores_are_not_ignored_there() -> None:
    """A pipe that breaks ends a program, as it would in a shell."""
    assert signal.getsignal(signal.SIGPIPE) == signal.SIG_IGN
    with _running("sh", "-c", "kill -PIPE $$; echo still here") as child:
        assert "still here" not in _all(child)
        assert child.wait() == 128 + signal.SIGPIPE


def test_a_program_that_is_not_there_is_told() -> None:
    """No descriptor is left behind."""
    before = _descriptors()
    with pytest.raises(EngineError, match="cannot be started"):
        Pseudo(["no-such-program"], {"PATH": os.environ["PATH"]})

    assert _descriptors() == before
