"""The logs that `explain` is given, in pieces."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from bisectbuild.cli.logs import pieces
from bisectbuild.errors import UnreadableError


def test_each_log_begins_on_a_line_of_its_own(tmp_path: Path) -> None:
    """The first may lack its last line end."""
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_bytes(b"one")
    second.write_bytes(b"two\n")

    assert b"".join(pieces((str(first), str(second)))) == b"one\ntwo\n"


def test_a_long_log_comes_in_pieces(tmp_path: Path) -> None:
    """However long it is, no piece holds more than a part of it."""
    log = tmp_path / "log"
    log.write_bytes(b"line\n" * 200_000)

    found = list(pieces((str(log),)))

    assert b"".join(found) == log.read_bytes()
    assert max(map(len, found)) <= 256 * 1024


def test_an_empty_log_gives_nothing(tmp_path: Path) -> None:
    """Not even a line."""
    (tmp_path / "log").touch()

    assert list(pieces((str(tmp_path / "log"),))) == []


def test_a_log_that_fails_while_it_is_read_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk, or a pipe."""

    class Failing(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Failing()))

    with pytest.raises(UnreadableError, match="Input/output error"):
        list(pieces(("-",)))


def test_a_log_whose_first_bytes_cannot_be_read_is_told_of(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It opens, and fails at once."""

    class Failing(io.BytesIO):
        def peek(self, _size: int = 0) -> bytes:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", lambda *_: Failing())

    with pytest.raises(UnreadableError, match="log cannot be read: Input/output error"):
        list(pieces((str(tmp_path / "log"),)))
