"""Tests for bisectbuild.report.why."""

from __future__ import annotations

from dataclasses import replace as dataclass_replace

import pytest
from msgspec.structs import replace

from bisectbuild.postmortem import Evidence, Postmortem
from bisectbuild.report.why import why
from bisectbuild.tty.paint import Paint
from tests.support.postmortems import FINDINGS, full, hostile


def _lines(record: Postmortem, width: int = 100) -> list[str]:
    return list(why(record, Paint(on=False), width))


def test_the_first_finding_is_told_in_full_and_the_next_two_in_a_line() -> None:
    """The whole block, so that a change of it is seen."""
    assert _lines(full()) == [
        "",
        "  why        apt knows no package libkestrel-dve.",
        "             log 18 | Reading package lists...",
        "             log 20 | E: Unable to locate package libkestrel-dve",
        "  fix        Correct the name in line 14: libkestrel-dev is in the repositories.",
        "  try        apt-cache search libkestrel",
        "             apt-get install -y libkestrel-dev",
        "  more       bisectbuild explain BB301 (almost certain, in the Dockerfile)",
        "  also       The index of registry.example/base/debian:12 may be stale.  BB320, plausible",
        "  also       possibly: packages.example could not be resolved.  BB101, possible",
    ]


def test_nothing_is_said_where_nothing_is_known() -> None:
    """No guess."""
    assert _lines(full(findings=())) == []


def test_a_weak_first_finding_is_only_possible() -> None:
    """It is not told as a fact."""
    weak = replace(FINDINGS[0], confidence=0.3)

    assert _lines(full(findings=(weak,)))[1] == (
        "  why        possibly: apt knows no package libkestrel-dve."
    )


def test_without_a_cause_the_title_is_told() -> None:
    """Records of an older bisectbuild have none."""
    old = replace(FINDINGS[0], cause="", fault="")
    lines = _lines(full(findings=(old,)))

    assert lines[1] == "  why        A package is in none of the repositories"
    assert "  more       bisectbuild explain BB301 (almost certain)" in lines


def test_evidence_from_elsewhere_has_no_number() -> None:
    """It stands in no log."""
    proof = Evidence(text="the base is of 2019", line=0)

    lines = _lines(full(findings=(replace(FINDINGS[0], because=(proof,)),)))
    assert "             | the base is of 2019" in lines


def test_evidence_that_was_shown_as_the_builders_words_is_not_repeated() -> None:
    """It stands a few lines above."""
    culprit = full().culprit
    assert culprit is not None
    proof = Evidence(text='"/x": not found', line=0)
    found = replace(FINDINGS[0], because=(proof,))
    record = full(findings=(found,), culprit=dataclass_replace(culprit, message=proof.text))

    assert not [line for line in _lines(record) if "not found" in line]


@pytest.mark.parametrize("width", [40, 60, 100])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """But commands, which are to be copied whole."""
    long = replace(FINDINGS[0], cause="word " * 60, advice="advice " * 40, try_=("true",))
    wide = replace(long, because=(Evidence(text="x" * 500, line=3),))

    assert max(map(len, _lines(full(findings=(wide, long, long)), width))) <= width


def test_a_command_to_try_is_shown_whole() -> None:
    """A part of it would not run."""
    command = "apt-get install -y " + "package " * 20
    lines = _lines(full(findings=(replace(FINDINGS[0], try_=(command,)),)), 40)

    assert any(command.strip() in line for line in lines)


def test_hostile_findings_cannot_reach_the_terminal() -> None:
    """They quote the log."""
    shown = "\n".join(_lines(hostile("\x1b[2J a\u202eb")))

    assert "\x1b" not in shown
    assert "a\\u202eb" in shown
