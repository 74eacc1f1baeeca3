"""What a wrapped command prints: passed on, and kept within bounds."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from bisectbuild.cli.ci import tee
from bisectbuild.cli.ci.tee import Printed, Tee, logs_in


def kept(here: Tee) -> bytes:
    """Give all that was kept."""
    return b"".join(Path(name).read_bytes() for name in here.logs())


def test_both_streams_are_passed_on_and_kept_one_after_the_other(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Standard output first: a client's two streams are read as one log."""
    with closing(Tee(folder=tmp_path)) as here:
        here.hear(b"#1 [err", 2)
        here.hear(b"Step 1\n", 1)
        here.hear(b"or]\n", 2)

    assert capfdbinary.readouterr() == (b"Step 1\n", b"#1 [error]\n")
    assert kept(here) == b"Step 1\n#1 [error]\n"


def test_of_a_flood_the_beginning_and_the_end_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The disk holds no more than three pieces of it."""
    monkeypatch.setattr(tee, "_HEAD", 100)
    monkeypatch.setattr(tee, "_TAIL", 100)
    lines = [b"line %d\n" % number for number in range(1000)]
    with closing(Tee(folder=tmp_path)) as here:
        for line in lines:
            here.hear(line, 1)

    assert capfdbinary.readouterr()[0] == b"".join(lines)
    held = kept(here)
    assert held.startswith(b"".join(lines[:10]))
    assert held.endswith(b"".join(lines[-10:]))
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 400


def test_the_logs_of_a_folder_are_in_the_order_in_which_they_were_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """For the shell and the bundle too: output before errors, the ninth piece before the tenth."""
    monkeypatch.setattr(tee, "_HEAD", 1)
    monkeypatch.setattr(tee, "_TAIL", 1)
    with closing(Tee(folder=tmp_path)) as here:
        for data in (*[b"line\n"] * 10, b"x"):
            here.hear(data, 2)
            here.hear(data, 1)

    assert capfdbinary.readouterr()[0] == b"line\n" * 10 + b"x"
    assert [Path(name).name for name in logs_in(tmp_path)] == [
        "0-stdout.log",
        "9-stdout.log",
        "10-stdout.log",
        "0-stderr.log",
        "9-stderr.log",
        "10-stderr.log",
    ]


def test_where_nothing_can_be_kept_all_is_passed_on(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    """A full disk costs the diagnosis, and not the build."""
    with closing(Tee(folder=Path("/dev/null"))) as here:
        here.hear(b"text\n", 1)

    assert capfdbinary.readouterr()[0] == b"text\n"
    assert here.logs() == ()
    assert here.printed() == Printed(logs=(), anything=True, lost=True)


def test_a_command_that_prints_nothing_loses_nothing(tmp_path: Path) -> None:
    """There is no log then either."""
    with closing(Tee(folder=tmp_path)) as here:
        pass

    assert here.printed() == Printed(logs=(), anything=False, lost=False)


def test_what_a_disk_that_becomes_full_does_not_take_is_known(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """As is a log that the command itself has removed."""
    (tmp_path / "0-stdout.log").symlink_to("/dev/full")
    with closing(Tee(folder=tmp_path)) as here:
        here.hear(b"text\n", 1)
    (tmp_path / "other").mkdir()
    with closing(Tee(folder=tmp_path / "other")) as removed:
        removed.hear(b"text\n", 1)
    (tmp_path / "other" / "0-stdout.log").unlink()

    assert capfdbinary.readouterr()[0] == b"text\n" * 2
    assert here.printed().lost
    assert removed.printed().lost
    assert removed.printed().anything
