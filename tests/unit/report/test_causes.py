"""Tests for bisectbuild.report.causes."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bisectbuild.postmortem import Evidence
from bisectbuild.report import causes
from tests.support.postmortems import FINDINGS, full

_NOTHING = replace(
    FINDINGS[2], code="BB990", category="unknown", cause="No known reason was seen.", fault="world"
)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1.0, "almost certain"),
        (0.9, "almost certain"),
        (0.89, "likely"),
        (0.7, "likely"),
        (0.69, "plausible"),
        (0.5, "plausible"),
        (0.49, "possible"),
        (0.0, "possible"),
    ],
)
def test_confidence_is_said_in_words_that_promise_no_more(value: float, said: str) -> None:
    """Below one half nothing is more than possible."""
    assert causes.confidence(value) == said


def test_what_is_not_even_half_sure_is_hedged() -> None:
    """A guess must not sound as a fact."""
    found = replace(FINDINGS[0], cause="It is the disk.", confidence=0.49)

    assert causes.cause(found) == "possibly: It is the disk."
    assert causes.cause(replace(found, confidence=0.5)) == "It is the disk."


def test_without_a_cause_the_title_is_said() -> None:
    """Records of an older bisectbuild have none."""
    assert causes.cause(replace(FINDINGS[0], cause="")) == FINDINGS[0].title


def test_that_nothing_is_known_is_no_guess() -> None:
    """It is neither hedged nor anyone's fault."""
    assert causes.cause(_NOTHING) == "No known reason was seen."
    assert causes.certainty(_NOTHING) == "not known"
    assert causes.fault(_NOTHING) == ""


def test_that_nothing_is_known_is_said_only_where_it_is_so() -> None:
    """Beside a cause it would be untrue."""
    assert causes.findings(full(findings=(FINDINGS[0], _NOTHING))) == (FINDINGS[0],)
    assert causes.findings(full(findings=(_NOTHING,))) == (_NOTHING,)
    assert causes.findings(full(findings=())) == ()


def test_a_fault_that_has_no_words_is_said_as_it_is() -> None:
    """A newer bisectbuild may know more."""
    assert causes.fault(replace(FINDINGS[0], fault="weather")) == "weather"
    assert causes.fault(FINDINGS[0]) == "in the Dockerfile"


def test_evidence_from_elsewhere_has_no_number() -> None:
    """It stands in no log."""
    assert causes.evidence(Evidence(text="a", line=3)) == "log 3: a"
    assert causes.evidence(Evidence(text="a", line=0)) == "a"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("plain", [(False, "plain")]),
        ("run `ls -l` there", [(False, "run "), (True, "ls -l"), (False, " there")]),
        ("`a``b`", [(True, "a"), (True, "b")]),
        ("one ` alone", [(False, "one ` alone")]),
        ("", []),
    ],
)
def test_a_sentence_is_parted_at_its_backticks(text: str, parts: list[tuple[bool, str]]) -> None:
    """One alone parts nothing."""
    assert list(causes.pieces(text)) == parts


def test_where_no_instruction_is_named_nobody_is_sent_to_its_last_good_layer() -> None:
    """What is advised where nothing is known begins there."""
    assert causes.advice(full(culprit=None), _NOTHING) == ""
    assert causes.advice(full(culprit=None), FINDINGS[0]) == FINDINGS[0].advice
    assert causes.advice(full(), _NOTHING) == _NOTHING.advice
