"""Each rule tells of what it is for, names the object, and keeps silent on what is near."""

from __future__ import annotations

import re

import pytest

from bisectbuild.diagnose.category import Rank
from bisectbuild.diagnose.registry import RULES
from bisectbuild.diagnose.rule import Rule
from tests.support import rule_cases
from tests.support.rule_cases import RuleCase, fires, silent

_BY_CODE = {rule.code: rule for rule in RULES}
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


@pytest.mark.parametrize("given", fires(), ids=str)
def test_a_rule_tells_of_its_cases(given: RuleCase) -> None:
    """The cause names the object, and the evidence stands in the log with its number."""
    told = _BY_CODE[given.code].check(given.case)

    assert told is not None
    assert told.because
    missing = [word for word in given.says if word not in told.cause]
    assert not missing, told.cause
    for proof in told.because:
        if proof.line:
            at = given.case.log.numbers.index(proof.line)
            assert proof.text in given.case.log.lines[at]


@pytest.mark.parametrize("given", silent(), ids=str)
def test_a_rule_keeps_silent_on_what_is_near(given: RuleCase) -> None:
    """Another rule's words, a warning of a step that went on, a word in a file's name."""
    assert _BY_CODE[given.code].check(given.case) is None


@every_rule
def test_a_rule_tells_of_the_example_on_its_page(rule: Rule) -> None:
    """A reader finds there what the rule is told by."""
    page = rule.page
    case = rule_cases.case(
        {
            "instruction": page.instruction,
            "exit_code": page.exit_code,
            "log": page.example,
            "message": page.example,
            "dockerfile": page.dockerfile,
        }
    )

    told = rule.check(case)

    assert told is not None
    assert told.because


@every_rule
def test_a_rule_has_cases_and_near_misses(rule: Rule) -> None:
    """At least one log to tell of and two to keep silent on; a fallback has no near ones."""
    assert any(given.code == rule.code for given in fires())
    near = 0 if rule.rank is Rank.FALLBACK else 2
    assert sum(given.code == rule.code for given in silent()) >= near


@every_rule
def test_a_rule_speaks_in_sentences(rule: Rule) -> None:
    """Its page is whole, and what it says of its example ends as sentences do."""
    page = rule.page

    assert re.fullmatch(r"BB\d{3}", rule.code)
    assert re.fullmatch(r"[a-z0-9-]+", rule.name)
    assert not rule.title.endswith(".")
    assert page.meaning.endswith(".")
    assert page.fix.endswith(".")


def test_codes_and_names_are_given_once_and_in_order() -> None:
    """A code that was given stays."""
    codes = [rule.code for rule in RULES]

    assert codes == sorted(set(codes))
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_every_file_of_cases_is_of_a_rule() -> None:
    """A file that no rule reads would test nothing."""
    assert {path.stem for path in rule_cases.FOLDER.glob("*/*.toml")} <= set(_BY_CODE)
