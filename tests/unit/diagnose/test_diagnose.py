"""Findings come in the order of causes, and the last word is spoken only alone."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose import diagnose
from bisectbuild.diagnose.case import Case
from bisectbuild.trace.digest import digest_lines


def test_a_failure_that_no_rule_knows_has_the_fallback_alone() -> None:
    """It is honest about knowing nothing."""
    found = diagnose(Case(keyword="RUN", source="RUN tide", exit_code=3, log=digest_lines(["x"])))

    assert [each.code for each in found] == ["BB990"]


def test_the_fallback_is_silent_where_a_rule_knows_the_reason() -> None:
    """Both together would contradict each other."""
    log = digest_lines(["E: Unable to locate package tide"])
    found = diagnose(Case(keyword="RUN", source="RUN apt-get install tide", exit_code=100, log=log))

    assert found[0].code == "BB301"
    assert "BB990" not in [each.code for each in found]


def test_another_reading_of_the_same_lines_is_left_out_where_one_is_sure() -> None:
    """It would only make a person doubt."""
    log = digest_lines(['Unknown command: "installer"'])
    found = diagnose(Case(keyword="RUN", source="RUN npm installer", exit_code=1, log=log))

    assert [each.code for each in found] == ["BB498"]


@pytest.mark.parametrize(
    "line",
    [
        "PHP Fatal error: Allowed memory size of {} bytes exhausted (tried to allocate 80 bytes)",
        "> Unsupported class file major version {}",
        "dockerfile parse error on line {}: unknown instruction: RUNN",
    ],
)
def test_a_number_of_endless_digits_stops_no_rule(line: str) -> None:
    """Python refuses to read it, and a log may hold it."""
    said = line.format("9" * 5000)
    source = f"RUN test -f x || exit {'9' * 5000}"

    for exit_code in (None, 1):
        for log in ([said], []):
            case = Case(
                keyword="RUN",
                source=source,
                exit_code=exit_code,
                message=said,
                log=digest_lines(log),
            )
            assert diagnose(case)
