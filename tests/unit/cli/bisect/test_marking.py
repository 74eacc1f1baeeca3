"""Points that need no test."""

from __future__ import annotations

import pytest

from bisectbuild.bisection.axis import Point, line
from bisectbuild.bisection.marks import Marks
from bisectbuild.bisection.terms import Terms
from bisectbuild.bisection.verdict import Verdict
from bisectbuild.cli.bisect.marking import marked, pairs, point_of, with_log
from bisectbuild.errors import FileFormatError, UsageError
from tests.support.bisect_words import asking, lines


def test_what_is_known_is_marked() -> None:
    """Good, bad and skip."""
    want = asking("--good", "2", "--bad", "6", "--skip", "4", "--", "true")

    found = dict(pairs(marked(Marks(axis=lines(8)), want)))

    assert found == {1: Verdict.GOOD, 3: Verdict.SKIP, 5: Verdict.BAD}


def test_marks_that_contradict_are_refused() -> None:
    """Good cannot stand on bad."""
    with pytest.raises(UsageError, match="5 is marked good and stands on 2"):
        marked(Marks(axis=lines(8)), asking("--good", "5", "--bad", "2", "--", "true"))


def test_a_line_that_is_no_point_names_those_near_it() -> None:
    """Not only the first ones."""
    with pytest.raises(UsageError, match="99 is no instruction of this search") as caught:
        point_of(lines(64), "99")
    assert caught.value.hint.startswith("There are: 53, ")
    assert "64" in caught.value.hint

    with pytest.raises(UsageError) as caught:
        point_of(lines(3), "end")
    assert caught.value.hint == "There are: 1, 2, 3"


@pytest.mark.parametrize("key", ["9" * 5000, "²", "-1", ""])
def test_no_word_that_is_no_point_is_a_bug(key: str) -> None:
    """On no axis."""
    tags = line((Point(key="3.11", title="3.11"), Point(key="4", title="4")), "image")
    for axis in (lines(20), tags):
        with pytest.raises(UsageError):
            point_of(axis, key)


def test_a_log_marks_what_it_answers() -> None:
    """A later line counts more; one of another program is refused."""
    text = "bisectbuild bisect fast 2\nbisectbuild bisect slow 5\nbisectbuild bisect skip 2\n"
    terms = Terms(good="fast", bad="slow")

    found = dict(pairs(with_log(Marks(axis=lines(8)), text, terms)))

    assert found == {1: Verdict.SKIP, 4: Verdict.BAD}
    with pytest.raises(FileFormatError):
        with_log(Marks(axis=lines(8)), "git bisect good 2\n", terms)
