"""Tests for bisectbuild.report.bisected."""

from __future__ import annotations

import pytest

from bisectbuild.postmortem import PointPart, Postmortem, SearchPart, from_json, to_json
from bisectbuild.report.bisected import (
    Bisected,
    bisected,
    effort,
    heading,
    last_good,
    points,
    says_all,
    turned,
)
from tests.support.postmortems import bisection, full, least


def _shown(record: Postmortem) -> Bisected:
    found = bisected(record)
    assert found is not None
    return found


def _part(record: Postmortem) -> SearchPart:
    assert record.search is not None
    return record.search


@pytest.mark.parametrize("record", [full(), least()])
def test_the_search_of_a_failing_build_is_none(record: Postmortem) -> None:
    """Also of a record that an older bisectbuild wrote."""
    assert bisected(record) is None


def test_a_record_without_the_newer_fields_is_still_read() -> None:
    """And its search is that of a failing build."""
    data = to_json(full()).decode()
    at = data.index('"axis"')
    old = data[:at].rstrip().rstrip(",") + data[data.index("}", at) :]

    assert bisected(from_json(old.encode())) is None


def test_the_culprit_is_the_point_of_its_line() -> None:
    """The last good point and what the test printed belong to it."""
    shown = _shown(bisection())

    assert [cell.line for cell in shown.culprits] == [12]
    assert [cell.line for cell in shown.cells if cell.last_good] == [11]
    assert shown.blamed is not None
    assert shown.blamed.output == ("checking /srv", "no kestrel: dve")


def test_where_no_instruction_is_to_blame_the_sentence_names_the_point() -> None:
    """By its title, the longer where one ends as the other does."""
    named = ("a", "b a", "c")
    record = bisection(
        {
            "axis": "arg",
            "axis_points": tuple(PointPart(key=t, title=t, verdict="bad") for t in named),
            "sentence": "b a is the first bad value: `x`",
        },
        culprit=None,
    )

    assert [cell.title for cell in _shown(record).culprits] == ["b a"]
    assert heading(record, _shown(record), 100) == "b a turned `kestrel check --all` bad"


def test_a_point_that_was_marked_has_no_probe() -> None:
    """Then nothing is known of what a test would print there."""
    shown = _shown(bisection({"probes": ()}))

    assert shown.blamed is None
    assert [cell.line for cell in shown.culprits] == [12]


@pytest.mark.parametrize(
    ("count", "told"), [(1, "1 instruction"), (2, "2 instructions"), (1200, "1,200 instructions")]
)
def test_points_are_counted_in_the_word_of_their_axis(count: int, told: str) -> None:
    """As a person would."""
    assert points(_part(bisection()), count) == told


def test_a_point_that_was_asked_more_than_once_is_counted_once() -> None:
    """Probes and points are two numbers then."""
    probes = _part(bisection()).probes * 2

    assert effort(_part(bisection({"probes": probes, "way": ""}))) == (
        "6 probes at 3 of them for 11 instructions"
    )


def test_a_test_is_shown_on_one_line() -> None:
    """And as short as is asked."""
    part = _part(bisection({"question": "one\ntwo three"}))

    assert turned(part) == "turned `one two three` bad"
    assert turned(part, 4) == "turned `one…` bad"


def test_only_among_instructions_is_an_instruction_the_last_good_one() -> None:
    """Within a RUN, the one that is good up to a command is the one to blame."""
    record = bisection()

    assert last_good(record, _part(record)) == record.last_good
    assert last_good(record, _part(bisection({"axis": "run"}))) is None


def test_a_sentence_that_says_more_than_the_headline_is_told() -> None:
    """As which instruction of a commit it is."""
    sentence = f"{_part(bisection()).sentence} There it is line 4"

    assert says_all(_part(bisection()))
    assert not says_all(_part(bisection({"sentence": sentence})))
