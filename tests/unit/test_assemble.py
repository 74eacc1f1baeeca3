"""Tests for bisectbuild.assemble."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bisectbuild.assemble import cleaned
from bisectbuild.postmortem import FlakyPart, PointPart, ProbePart, SearchPart, TurnPart, to_json
from bisectbuild.redact.text import redact
from tests.support.postmortems import least

_SECRET = "kestrel-pass-8812"
_BYTE = "\udcff"
_SAID = f"with {_SECRET} {_BYTE}"


def _search() -> SearchPart:
    """Give a search that has a secret and a byte that is not UTF-8 in every text."""
    return SearchPart(
        question=_SAID,
        probes=(
            ProbePart(
                index=0,
                line_end=0,
                verdict="bad",
                seconds=1,
                exit_code=1,
                key=_SAID,
                title=_SAID,
                reason=_SAID,
                output=(_SAID,),
            ),
        ),
        remaining=0,
        axis="context",
        axis_points=(PointPart(key=_SAID, title=_SAID),),
        way=_SAID,
        sentence=_SAID,
        candidates=(_SAID,),
        changes=(TurnPart(key=_SAID, title=_SAID, before="good", after="bad"),),
        flaky=(FlakyPart(key=_SAID, title=_SAID, passed=1, runs=2, low=0.1, high=0.9),),
        terms=(_SAID, "bad"),
        log=_SAID,
    )


def test_no_text_of_a_search_keeps_a_secret_or_cannot_be_written() -> None:
    """Keys of points too: a path of the context may hold either."""
    search = cleaned(_search(), partial(redact, secrets=(_SECRET,)))

    told = to_json(replace(least(), search=search)).decode()
    assert _SECRET not in told
    assert told.count("***") == 16


def test_points_and_their_probes_stay_together() -> None:
    """A key is masked the same in each place."""
    search = cleaned(_search(), partial(redact, secrets=(_SECRET,)))

    keys = {
        *(point.key for point in search.axis_points),
        *(probe.key for probe in search.probes),
        *(turn.key for turn in search.changes),
        *(found.key for found in search.flaky),
    }
    assert len(keys) == 1
