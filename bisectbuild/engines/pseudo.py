"""A program on a terminal of its own, of which we hold the other end."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import shutil
import signal
import struct
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path

from bisectbuild.errors import EngineError

# Python ignores some of these, and a program would inherit that.
_DEFAULT = (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTERM, signal.SIGPIPE)
_FIRST_OTHER = 3


class Pseudo:
    """A program that leads a session of its own, with a terminal of its own as its controlling one.

    It has no descriptor of ours but that terminal. It is started with posix_spawn, which is safe
    where other threads run: there the setsid comes before the terminal is opened (glibc 2.26,
    musl 1.1.23), and who opens one as the leader of a session without a terminal gets it (Linux,
    tty_ioctl(4)). Raises EngineError where it cannot be started.
    """

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str], *, rows: int = 24, columns: int = 80
    ) -> None:
        self._code: int | None = None
        self._reaped = False
        self._fd, slave = pty.openpty()
        try:
            self.resize(rows, columns)
            self._pid = _start(argv, env, os.ttyname(slave))
        except OSError as error:
            os.close(self._fd)
            raise EngineError(
                f"The program `{argv[0]}` cannot be started: {error.strerror}.",
                hint=f"Try `{argv[0]} --version` by itself.",
            ) from error
        finally:
            os.close(slave)

    @property
    def fd(self) -> int:
        """Give the master side of its terminal, or -1 once closed."""
        return self._fd

    def poll(self) -> int | None:
        """Give its exit code (128 + n where signal n ended it), or None while it runs."""
        return self._look(os.WNOHANG)

    def wait(self) -> int:
        """Wait for its end; give its exit code."""
        code = self._look(0)
        return -1 if code is None else code

    def resize(self, rows: int, columns: int) -> None:
        """Tell it the size of its terminal."""
        with contextlib.suppress(OSError):
            fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def hang_up(self) -> None:
        """Tell it and what it has in the foreground that the terminal is gone (SIGHUP)."""
        groups = {self._pid}
        with contextlib.suppress(OSError):
            groups.add(os.tcgetpgrp(self._fd))
        for group in groups - {0} if self.poll() is None else ():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signal.SIGHUP)

    def kill(self) -> None:
        """End it and all that it left on its terminal (SIGKILL), and reap it."""
        if self._reaped:
            return
        # Before it is reaped its id cannot be another's, so this hits its own session only.
        for pid in _session(self._pid):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        self.wait()
        os.waitpid(self._pid, 0)
        self._reaped = True

    def close(self) -> None:
        """Close the master side of its terminal; once is enough, and more do no harm."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def _look(self, options: int) -> int | None:
        """Give how it ended, and leave it unreaped."""
        if self._code is None:
            found = os.waitid(os.P_PID, self._pid, os.WEXITED | os.WNOWAIT | options)
            if found:
                by_signal = found.si_code != os.CLD_EXITED
                self._code = 128 + found.si_status if by_signal else found.si_status
        return self._code


def _start(argv: Sequence[str], env: Mapping[str, str], terminal: str) -> int:
    actions: list[tuple[int, int, int] | tuple[int, int] | tuple[int, int, str, int, int]] = [
        (os.POSIX_SPAWN_OPEN, 0, terminal, os.O_RDWR, 0),
        (os.POSIX_SPAWN_DUP2, 0, 1),
        (os.POSIX_SPAWN_DUP2, 0, 2),
        *((os.POSIX_SPAWN_CLOSE, number) for number in _inheritable()),
    ]
    return os.posix_spawn(
        shutil.which(argv[0], path=env.get("PATH")) or argv[0],
        list(argv),
        dict(env),
        file_actions=actions,
        setsid=True,
        setsigmask=(),
        setsigdef=_DEFAULT,
    )


def _session(leader: int) -> list[int]:
    """Give the processes of a session (proc(5): the state is field 3, the session field 6)."""
    found = [leader]
    for entry in _listed("/proc"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = Path(f"/proc/{int(entry)}/stat").read_bytes().rpartition(b")")[2].split()
            if int(fields[3]) == leader:
                found.append(int(entry))
    return found


def _inheritable() -> list[int]:
    """Give the descriptors that we were ourselves given, and that would go on to the program."""
    found = []
    for entry in _listed("/proc/self/fd"):
        with contextlib.suppress(OSError):
            if int(entry) >= _FIRST_OTHER and os.get_inheritable(int(entry)):
                found.append(int(entry))
    return found


def _listed(folder: str) -> list[str]:
    with contextlib.suppress(OSError):
        return [entry.name for entry in Path(folder).iterdir()]
    return []
