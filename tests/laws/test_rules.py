"""What holds of all rules together, whatever a log says."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bisectbuild.builder import FailureKind
from bisectbuild.diagnose import diagnose
from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Rank
from bisectbuild.diagnose.page import example_of
from bisectbuild.diagnose.registry import RULES
from bisectbuild.diagnose.rule import Rule
from bisectbuild.trace.digest import digest_lines

_EXAMPLES = [line for rule in RULES for line in rule.page.example.split("\n")]
_INSTRUCTIONS = [rule.page.instruction for rule in RULES]
lines = st.lists(
    st.one_of(st.sampled_from(_EXAMPLES), st.text(max_size=40).map(lambda text: text.strip("\n"))),
    max_size=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    log=lines,
    message=st.one_of(st.just(""), st.sampled_from(_EXAMPLES)),
    source=st.one_of(st.just(""), st.sampled_from(_INSTRUCTIONS), st.text(max_size=30)),
    code=st.one_of(st.none(), st.integers(0, 255)),
    kind=st.sampled_from(FailureKind),
)
def test_whatever_a_log_says_the_findings_are_sound(
    log: list[str], message: str, source: str, code: int | None, kind: FailureKind
) -> None:
    """No rule fails; causes come before consequences; evidence stands where it is said to."""
    kept = digest_lines([line for text in log for line in text.split("\n")])
    case = Case(
        keyword=source.partition(" ")[0].upper(),
        source=source,
        exit_code=code,
        message=message,
        kind=kind,
        log=kept,
    )

    found = diagnose(case)

    assert len(found) <= 5
    ranks = [finding.rank for finding in found]
    assert ranks == sorted(ranks)
    for finding in found:
        assert 0 < finding.confidence <= 1
        assert finding.cause.strip()
        assert finding.advice.strip()
        for proof in finding.because:
            assert proof.line == 0 or proof.line in kept.numbers


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_example_of_a_rule_is_explained_by_it_first_or_by_its_cause(rule: Rule) -> None:
    """Another rule may come first only if it tells of a cause that the rule stands behind."""
    found = diagnose(example_of(rule))
    codes = [finding.code for finding in found]
    place = codes.index(rule.code) if rule.code in codes else len(codes)

    before = [finding for finding in found[:place] if finding.rank is not Rank.FALLBACK]
    assert all(finding.rank <= rule.rank for finding in before), [f.code for f in before]
    rivals = [finding.code for finding in before if finding.rank is rule.rank]
    assert len(rivals) <= 1, rivals
