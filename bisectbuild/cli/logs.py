"""The logs that `explain` is given: files, or standard input, in pieces."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import IO

from bisectbuild.errors import UnreadableError, UsageError

_CHUNK = 256 * 1024
_PACKED = {
    b"PK\x03\x04": "Unpack it and name the file in it: unzip {name}",
    b"\x1f\x8b": "Unpack it on the way: gunzip -c {name} | bisectbuild explain -",
    b"\x28\xb5\x2f\xfd": "Unpack it on the way: zstd -dc {name} | bisectbuild explain -",
}


def pieces(names: Sequence[str]) -> Iterator[bytes]:
    """Give the bytes of all logs, one after the other, each beginning on a line of its own.

    A client's two streams may lie in two files. Raises UnreadableError with advice, UsageError
    where standard input is a terminal.
    """
    for name in names:
        last = b"\n"
        with _opened(name) as file:
            while data := _read(file, name):
                yield data
                last = data[-1:]
        if last != b"\n":
            yield b"\n"


@contextmanager
def _opened(name: str) -> Iterator[IO[bytes]]:
    if name == "-":
        if sys.stdin.isatty():
            raise UsageError(
                "Standard input is a terminal, and no log was named.",
                hint="Name a log, or pipe one: docker build . 2>&1 | bisectbuild explain -",
            )
        yield sys.stdin.buffer
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - closed below; only opening may fail so
    except IsADirectoryError:
        raise UnreadableError(
            f"{name} is a directory, not a log.", hint=f"To build it: bisectbuild debug {name}"
        ) from None
    except FileNotFoundError:
        raise UnreadableError(
            f"There is no log {name}.",
            hint="Save one: docker build . > build.log 2>&1 - or `bisectbuild last`.",
        ) from None
    except OSError as error:
        raise _unreadable(name, error) from error
    with file:
        _refuse_packed(file, name)
        yield file


def _refuse_packed(file: BufferedReader, name: str) -> None:
    try:
        start = file.peek(4)
    except OSError as error:
        raise _unreadable(name, error) from error
    for mark, hint in _PACKED.items():
        if start.startswith(mark):
            raise UnreadableError(f"{name} is packed.", hint=hint.format(name=name))


def _read(file: IO[bytes], name: str) -> bytes:
    try:
        return file.read(_CHUNK)
    except OSError as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: OSError) -> UnreadableError:
    return UnreadableError(
        f"{name} cannot be read: {error.strerror}.", hint="Check its owner and mode (ls -l)."
    )
