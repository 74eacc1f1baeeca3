"""Running other programs: streamed, captured, or with the terminal handed over to them."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import termios
import time
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, TypeAlias, TypeVar, cast

from bisectbuild.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
    from pathlib import Path

T = TypeVar("T")
Program: TypeAlias = "subprocess.Popen[bytes]"
CHUNK = 64 * 1024
_LOOK_EVERY = 0.5
_UP_SECONDS = 30.0
# What a stopped program is told, and how many seconds it then has to go by itself.
_FAREWELLS = ((signal.SIGINT, 5.0), (signal.SIGTERM, 2.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Bytes as they came. `stream`: 1 stdout, 2 stderr; 1 for both where they are combined."""

    data: bytes
    stream: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Exited:
    """The last thing a program says. `code` is 128 + n where signal n ended it."""

    code: int


ProcessEvent: TypeAlias = Output | Exited


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """A short program that ran to its end."""

    code: int
    stdout: bytes
    stderr: bytes


def stream(  # noqa: PLR0913 - how it is started, and what ends it
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path | None = None,
    separate: bool = False,
    use_stdin: bool = False,
    halted: Callable[[], bool] | None = None,
) -> Generator[ProcessEvent, None, None]:
    """Start a program at once, and pass its output on as it comes, ending in one Exited.

    The program gets a session of its own, so that Ctrl-C at our terminal reaches only us.
    Closing the generator early stops it (SIGINT, then SIGTERM, then SIGKILL) and waits for it.
    `use_stdin` lets it read our standard input; otherwise it has none. `halted` is asked at least
    twice a second; once it says yes the program is stopped. Raises EngineError where the program
    cannot be started.
    """
    process = _start(
        lambda: subprocess.Popen(
            argv,
            env=dict(env),
            cwd=cwd,
            stdin=None if use_stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if separate else subprocess.STDOUT,
            start_new_session=True,
        ),
        argv,
    )
    return begun(_follow(process, halted or _never))


def _never() -> bool:
    return False


def _follow(
    process: subprocess.Popen[bytes], halted: Callable[[], bool]
) -> Generator[ProcessEvent | None, None, None]:
    try:
        yield None
        yield from _read(process, halted)
        if halted():
            _stop(process)
        yield Exited(code=_code(process.wait()))
    finally:
        _stop(process)


def begun(generator: Generator[T | None, None, None]) -> Generator[T, None, None]:
    """Run a generator up to its first yield, which gives None, so that closing it cleans up.

    One that was never begun would skip its own `finally`.
    """
    next(generator)
    return cast("Generator[T, None, None]", generator)


def capture(
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    seconds: float | None,
    cwd: Path | None = None,
    data: bytes | None = None,
) -> Captured:
    """Run a short program to its end, with `data` on its input. `seconds` None sets no limit.

    Raises EngineError at the limit, and where it cannot be started.
    """
    process = _start(
        lambda: subprocess.Popen(
            argv,
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL if data is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        ),
        argv,
    )
    try:
        stdout, stderr = process.communicate(data, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise EngineError(
            f"`{' '.join(argv[:3])}` gave no answer within {seconds:g} seconds.",
            hint="See whether the engine is busy or stuck: `docker version` should answer at once.",
        ) from error
    finally:
        _stop(process)
    return Captured(code=_code(process.returncode), stdout=stdout, stderr=stderr)


def hand_over(argv: Sequence[str], env: Mapping[str, str]) -> int:
    """Give our terminal to a program, wait for it, and give its exit code.

    It shares our process group, so Ctrl-C reaches it; we ourselves outlive Ctrl-C meanwhile.
    The terminal's settings are put back afterwards, as a program that died may leave it raw.
    """
    with _ctrl_c_is_for_the_child(), _terminal_kept():
        process = _start(lambda: subprocess.Popen(argv, env=dict(env)), argv)
        try:
            return _code(process.wait())
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def launch(
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    stdout: int,
    stderr: int,
    asks: bool = True,
) -> Program:
    """Start a program of our own process group; where it `asks`, our standard input is its own.

    It writes to two descriptors, which stay ours to close. Raises OSError.
    """
    stdin = None if asks else subprocess.DEVNULL
    return subprocess.Popen(argv, env=dict(env), stdin=stdin, stdout=stdout, stderr=stderr)


def code_of(process: Program) -> int:
    """Wait for a program's end and give its exit code: 128 + n where signal n ended it."""
    return _code(process.wait())


def _start(
    start: Callable[[], subprocess.Popen[bytes]], argv: Sequence[str]
) -> subprocess.Popen[bytes]:
    try:
        return start()
    except FileNotFoundError as error:
        if error.filename != argv[0]:
            raise EngineError(f"The folder {error.filename} is gone.") from error
        raise EngineError(
            f"The program `{argv[0]}` was not found on PATH.",
            hint="Install Docker's command line, or say where it is by putting it first on PATH.",
        ) from error
    except OSError as error:
        raise EngineError(
            f"The program `{argv[0]}` cannot be started: {error.strerror}.",
            hint=f"Try `{argv[0]} --version` by itself.",
        ) from error
    except ValueError as error:  # UnicodeEncodeError too; it may have our words in it.
        raise EngineError(
            f"The program `{argv[0]}` cannot be given its words or variables: one of them has a"
            " character that none can have.",
            hint="Look for a NUL, or an escape such as \\ud800, in the build's flags and files.",
        ) from error


def _read(process: subprocess.Popen[bytes], halted: Callable[[], bool]) -> Iterator[Output]:
    """Pass output on until it ends, is halted, or the program ended while others hold its pipe.

    `docker` over SSH may leave a shared connection behind, which keeps the pipe open.
    """
    with selectors.DefaultSelector() as selector:
        for number, pipe in ((1, process.stdout), (2, process.stderr)):
            if pipe is not None:
                os.set_blocking(pipe.fileno(), False)
                selector.register(pipe, selectors.EVENT_READ, number)
        while selector.get_map():
            ready = selector.select(_LOOK_EVERY)
            if halted() or (not ready and process.poll() is not None):
                return
            for key, _ in ready:
                data = _read_some(key.fd)
                if data == b"":
                    selector.unregister(key.fileobj)
                elif data is not None:
                    yield Output(data=data, stream=key.data)


def _read_some(descriptor: int) -> bytes | None:
    try:
        return os.read(descriptor, CHUNK)
    except BlockingIOError:
        return None


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a program that still runs, and its whole group with it; close its pipes."""
    if process.returncode is None:
        for number, seconds in _FAREWELLS:
            _signal_group(process, number)
            if _ends_within(process, seconds):
                break
        # Before the program is reaped its id cannot be another's, so this hits its group only.
        _signal_group(process, signal.SIGKILL)
        process.wait()
    for pipe in (process.stdout, process.stderr):
        _close(pipe)


def _ends_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return True
        time.sleep(0.01)
    return False


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal the whole group: clients before 25.0 leave it to the group to reach their plugins."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        pipe.close()


def _code(returncode: int) -> int:
    return 128 - returncode if returncode < 0 else returncode


@contextlib.contextmanager
def _ctrl_c_is_for_the_child() -> Iterator[None]:
    # A handler, not SIG_IGN: an ignored signal would stay ignored in the child.
    saved = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, saved)


@contextlib.contextmanager
def _terminal_kept() -> Iterator[None]:
    try:
        descriptor = sys.__stdin__.fileno() if sys.__stdin__ else -1
        saved = termios.tcgetattr(descriptor)
    except (OSError, ValueError, termios.error):
        yield
        return
    try:
        yield
    finally:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(descriptor, termios.TCSADRAIN, saved)


@contextlib.contextmanager
def held_open(
    argv: Sequence[str], *, env: Mapping[str, str], until: Callable[[], bool]
) -> Iterator[None]:
    """Run a program that ends when its standard input does, however we end; wait until it is up.

    Raises EngineError where it cannot be started or does not come up.
    """
    process = _start(
        lambda: subprocess.Popen(
            argv,
            env=dict(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ),
        argv,
    )
    try:
        limit = time.monotonic() + _UP_SECONDS
        while not until():
            if process.poll() is not None or time.monotonic() > limit:
                raise EngineError(f"`{argv[0]}` did not come up.")
            time.sleep(0.01)
        yield
    finally:
        _close(process.stdin)
        _stop(process)
