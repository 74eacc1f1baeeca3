"""Tests for bisectbuild.report.search_page."""

from __future__ import annotations

import pytest

from bisectbuild.postmortem import PointPart, Postmortem, ProbePart, Status, TurnPart
from bisectbuild.report.bisected import bisected
from bisectbuild.report.html import render
from bisectbuild.report.search_page import SearchShown, search_shown
from tests.support.postmortems import bisection, full, least

_VERDICTS = {9: "bad", 4: "good", 6: "skip", 7: "bad", 5: "good"}


def _points(count: int) -> tuple[PointPart, ...]:
    return tuple(
        PointPart(key=f"k{n}", title=f"value={n}", verdict=_VERDICTS.get(n, ""))
        for n in range(count)
    )


def _probes() -> tuple[ProbePart, ...]:
    return tuple(
        ProbePart(
            index=0,
            line_end=0,
            verdict=verdict,
            seconds=1,
            exit_code=None,
            key=f"k{n}",
            title=f"value={n}",
        )
        for n, verdict in _VERDICTS.items()
    )


def _along(count: int = 10, **search: object) -> Postmortem:
    given = {
        "axis": "arg",
        "axis_points": _points(count),
        "probes": _probes(),
        "sentence": "value=7 is the first bad value: `x`",
    }
    return bisection({**given, **search}, culprit=None, last_good=None)


def _shown(record: Postmortem) -> SearchShown:
    hunt = bisected(record)
    assert hunt is not None
    return search_shown(record, hunt)


def test_each_probe_has_a_row_and_what_it_left_to_suspect() -> None:
    """From the first point to the last; a skip leaves all as it was."""
    drawn = _shown(_along()).drawn

    assert drawn is not None
    assert [(mark.number, mark.verdict) for mark in drawn.marks] == [
        (1, "bad"),
        (2, "good"),
        (3, "skip"),
        (4, "bad"),
        (5, "good"),
    ]
    assert [(mark.low, mark.high) for mark in drawn.marks] == [
        (5.0, 95.0),
        (55.0, 95.0),
        (55.0, 95.0),
        (55.0, 75.0),
        (65.0, 75.0),
    ]
    assert drawn.culprits == (75.0,)


@pytest.mark.parametrize(
    "record", [bisection(), _along(axis="commit"), _along(result="changes", changes=())]
)
def test_where_points_stand_side_by_side_nothing_is_said_of_a_range(record: Postmortem) -> None:
    """A stage of its own, a branch or a second change lies in none."""
    drawn = _shown(record).drawn

    assert drawn is not None
    assert {mark.low for mark in drawn.marks} == {None}


def test_probes_of_no_point_are_not_drawn() -> None:
    """As those of a search among files."""
    assert _shown(_along(axis="context", axis_points=_points(1))).drawn is None


def test_what_was_not_tested_is_folded() -> None:
    """But for the neighbours of what was found."""
    runs = _shown(_along(1000)).runs

    assert [(run.summary, len(run.cells), run.left_out) for run in runs] == [
        ("4 values not tested", 4, 0),
        ("", 6, 0),
        ("990 values not tested", 400, 590),
    ]


def test_the_heading_names_the_point_and_the_persons_word() -> None:
    """On the page and in the window's title."""
    page = render(bisection({"terms": ("fast", "slow")})).decode()

    assert "<title>shop/Dockerfile:12 turned `kestrel check --all` slow " in page
    assert "turned <code>kestrel check --all</code> slow" in " ".join(page.split())
    assert "The build breaks" not in page
    assert 'id="why"' not in page


def test_changes_are_listed() -> None:
    """In the person's words."""
    turn = TurnPart(key="k4", title="value=4", before="good", after="bad")

    (shown,) = _shown(_along(result="changes", changes=(turn,), terms=("ok", "slow"))).turns

    assert (shown.before, shown.after, shown.verdict) == ("ok", "slow", "bad")


@pytest.mark.parametrize("result", ["never-bad", "undecided", "stopped", "doubtful", "changes"])
def test_every_result_has_its_page(result: str) -> None:
    """With the sentence that says it."""
    record = bisection(
        {"result": result, "sentence": "So it is."}, status=Status.INCONCLUSIVE, culprit=None
    )

    page = render(record).decode()

    assert "So it is." in page
    assert "no instruction can be named" not in page


@pytest.mark.parametrize("record", [full(), least()])
def test_the_search_of_a_failing_build_looks_as_before(record: Postmortem) -> None:
    """It is no bisection."""
    assert bisected(record) is None
    assert 'class="funnel"' not in render(record).decode()
