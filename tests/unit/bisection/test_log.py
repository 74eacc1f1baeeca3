"""The log that people read, edit and replay."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.bisection.axis import Axis, Point, line
from bisectbuild.bisection.log import (
    read_log,
    read_start,
    write_mark,
    write_start,
    write_terms,
)
from bisectbuild.bisection.terms import Terms
from bisectbuild.bisection.verdict import Verdict
from bisectbuild.errors import FileFormatError
from tests.support.axes import a_line

GOOD, BAD, SKIP = Verdict.GOOD, Verdict.BAD, Verdict.SKIP

words = st.text(st.characters(exclude_characters="\0"))
keys = st.text(st.characters(exclude_categories=("Z", "C")), min_size=1)
plain_terms = st.sampled_from([Terms(), Terms(good="slow", bad="fast")])


def test_a_log_reads_as_the_commands_that_made_it() -> None:
    """A person can paste them one by one."""
    point = Point(key="12", title="RUN make")

    assert write_start(["Dockerfile", "--", "sh", "-c", "a b"]) == (
        "bisectbuild bisect start Dockerfile -- sh -c 'a b'\n"
    )
    assert write_terms(Terms(good="slow", bad="fast")) == "bisectbuild bisect terms slow fast\n"
    assert write_mark(point, BAD, Terms()) == "# bad: [12] RUN make\nbisectbuild bisect bad 12\n"
    assert write_mark(point, GOOD, Terms(good="slow", bad="fast")).startswith("# slow: [12] ")


@given(
    st.lists(words),
    st.lists(st.tuples(keys, st.text()), min_size=1, unique_by=lambda pair: pair[0]),
    plain_terms,
    st.data(),
)
def test_a_log_that_was_written_reads_back_the_same(
    start: list[str], named: list[tuple[str, str]], terms: Terms, data: st.DataObject
) -> None:
    """Whatever the words, the keys and the titles are."""
    axis = line(tuple(Point(key=key, title=title) for key, title in named), "value")
    marks = data.draw(
        st.lists(
            st.tuples(st.integers(0, len(named) - 1), st.sampled_from(list(Verdict))),
            unique_by=lambda pair: pair[0],
        )
    )
    start = ["--", *start]
    text = write_start(start) + write_terms(terms)
    text += "".join(write_mark(axis.points[point], verdict, terms) for point, verdict in marks)

    log = read_log(text, axis)

    assert (log.start_words, log.marks, log.terms) == (tuple(start), tuple(marks), terms)
    assert read_start(text) == tuple(start)


@given(st.text(), keys)
def test_no_title_leaves_its_line_or_acts_on_a_terminal(title: str, key: str) -> None:
    """Instructions are written by anyone."""
    comment, command, end = write_mark(Point(key=key, title=title), SKIP, Terms()).split("\n")

    assert comment.startswith("# skip: [")
    assert comment.isprintable()
    assert command.startswith("bisectbuild bisect skip ")
    assert end == ""


def test_a_later_mark_takes_the_place_of_an_earlier_one_and_its_turn() -> None:
    """A person may add lines at the end."""
    text = "".join(f"bisectbuild bisect {mark}\n" for mark in ("good k0", "bad k3", "skip k0"))

    assert read_log(text, a_line(4)).marks == ((3, BAD), (0, SKIP))


def test_people_may_leave_comments_blank_lines_indents_and_remarks() -> None:
    """An editor may end lines its own way too."""
    text = (
        "# mine\r\n\r\n  bisectbuild bisect start D -- sh -c 'x # y'\r\n"
        "\t# more\r\nbisectbuild bisect skip k1 k2 # does not link\r\n"
    )
    log = read_log(text, a_line(4))

    assert log.start_words == ("D", "--", "sh", "-c", "x # y")
    assert log.marks == ((1, SKIP), (2, SKIP))


def test_own_words_come_from_the_start_or_a_line_of_their_own() -> None:
    """And hold from there on."""
    start = "bisectbuild bisect start --term-good slow --term-bad=fast -- true\n"
    marked = "bisectbuild bisect fast k1\n"

    assert read_log(start + marked, a_line(2)).marks == ((1, BAD),)
    assert read_log("bisectbuild bisect terms slow fast\n" + marked, a_line(2)).marks == ((1, BAD),)
    assert read_log(marked, a_line(2), Terms(good="slow", bad="fast")).marks == ((1, BAD),)


def test_a_second_start_begins_anew() -> None:
    """Two logs in one file are the later of them."""
    text = "bisectbuild bisect start a\nbisectbuild bisect bad k1\nbisectbuild bisect start b\n"

    log = read_log(text, a_line(2))

    assert (log.start_words, log.marks) == (("b",), ())
    assert read_start(text) == ("b",)
    assert read_start("# nothing\n") is None
    assert read_start("bisectbuild bisect start\n") == ()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("bisectbuild bisect bda k1", "Line 3 of the log cannot be read: bda k1"),
        ("bisectbuild bisect bad", "Line 3 of the log cannot be read: bad"),
        ("bisectbuild bisect", "Line 3 of the log cannot be read"),
        ("git bisect bad k1", "Line 3 of the log cannot be read: git bisect bad k1"),
        ("bisectbuild bisect bad k7", "Line 3 of the log names the instruction 'k7'"),
        ("bisectbuild bisect bad 'k1", "Line 3 of the log opens a quote"),
        ("bisectbuild bisect terms one one", "Line 3 of the log: 'one' and 'one' cannot"),
        ("bisectbuild bisect bad 'k\x1b[2J'", r"Line 3 of the log names .*'k\\x1b\[2J'"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_by_its_number_with_what_to_do(
    wrong: str, told: str
) -> None:
    """And never in a way that acts on the terminal."""
    axis: Axis = a_line(3)
    text = f"bisectbuild bisect start\n# by hand\n{wrong}\nbisectbuild bisect good k0\n"

    with pytest.raises(FileFormatError, match=told) as caught:
        read_log(text, axis)

    assert caught.value.hint


def test_every_answer_of_a_log_is_there_and_the_last_of_each_point_is_its_mark() -> None:
    """A search that asks a point several times needs them all."""
    axis = a_line(4)
    said = ((2, BAD), (1, GOOD), (2, GOOD), (3, SKIP))
    text = "".join(write_mark(axis.points[point], verdict, Terms()) for point, verdict in said)

    log = read_log(text, axis)

    assert log.answers == said
    assert log.marks == ((1, GOOD), (2, GOOD), (3, SKIP))


def test_the_mark_of_an_editor_before_a_log_is_passed_over() -> None:
    """Some put it before every text."""
    assert read_log("\ufeffbisectbuild bisect bad k1\n", a_line(2)).marks == ((1, BAD),)


def test_a_quote_that_is_never_closed_is_told_in_time() -> None:
    """However long the log that follows it is."""
    text = "bisectbuild bisect bad 'k1\n" + "bisectbuild bisect good k0\n" * 20_000

    began = time.monotonic()

    with pytest.raises(FileFormatError, match="Line 1 of the log opens a quote"):
        read_log(text, a_line(2))
    assert time.monotonic() - began < 5
