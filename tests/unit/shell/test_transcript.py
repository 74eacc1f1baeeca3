"""Reading what was typed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.shell.transcript import Typed, read_transcript


def record(code: bytes, directory: bytes, command: bytes) -> bytes:
    """Write a record as the hooks do."""
    return b"%s\0%s\0:%s\0\n" % (code, directory, command)


def test_records_are_read_in_their_order() -> None:
    """Lines, tabs, quotes and bytes that are no UTF-8 are kept."""
    data = record(b"0", b"/a b", b"for x in 1; do\n\tb\ndone") + record(b"130", b"/", b"\xff '\"")
    assert read_transcript(data) == (
        Typed(command="for x in 1; do\n\tb\ndone", code=0, directory="/a b"),
        Typed(command="\udcff '\"", code=130, directory="/"),
    )


def test_what_is_no_record_is_passed_over() -> None:
    """Nothing of it stops the records around it from being read."""
    good = record(b"0", b"/", b"ls")
    for bad in (
        b"junk\n",
        b"\0\0\0\n",
        b"1\0/\0:cut o",
        record(b"x", b"/", b"a"),
        record(b"1234", b"/", b"a"),
        record(b"\xd9\xa1", b"/", b"a"),
        record(b"0", b"relative", b"a"),
        record(b"0", b"/", b"  "),
        b"0\0/\0no colon\0\n",
    ):
        assert read_transcript(good + bad + good)[0].command == "ls"
        assert read_transcript(bad + b"\n" + good)[-1].command == "ls"
        assert len(read_transcript(good + bad)) == 1


@given(st.binary())
def test_no_bytes_are_too_odd(data: bytes) -> None:
    """Whoever is in the shell may write anything there."""
    for typed in read_transcript(data):
        assert typed.command
        assert 0 <= typed.code <= 999


FIELD = st.binary(min_size=1).map(lambda data: b"x" + data.replace(b"\0", b"") + b"x")


@given(st.lists(st.tuples(st.integers(0, 255), FIELD, FIELD)))
def test_every_record_is_read_as_it_was_written(records: list[tuple[int, bytes, bytes]]) -> None:
    """Whatever the directory and the command are called."""
    data = b"".join(record(b"%d" % code, b"/" + where, what) for code, where, what in records)
    assert [
        (typed.code, typed.directory.encode("utf-8", "surrogateescape")[1:], typed.command)
        for typed in read_transcript(data)
    ] == [(code, where, what.decode("utf-8", "surrogateescape")) for code, where, what in records]
