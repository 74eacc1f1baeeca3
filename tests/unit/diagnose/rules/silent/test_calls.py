"""The calls of a step are found in chains, pipes, quotes, substitutions and traces."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.rules.silent.calls import calls, every, sureness, unset, url_of
from bisectbuild.dockerfile.parse import parse
from bisectbuild.trace.digest import digest_lines


@pytest.mark.parametrize(
    ("script", "programs"),
    [
        ("RUN tide init && boat row", ["tide", "boat"]),
        ("RUN --mount=type=cache,target=/x set -e; A=1 tide init", ["set", "tide"]),
        ('RUN bash -c "if [ -f x ]; then tide init; fi"', ["[", "tide", "fi"]),
        ("RUN echo 'a && b | c' | tide import", ["echo", "tide"]),
        ("RUN X=$(boat list) tide init", ["boat", "tide"]),
        ("RUN tide init \\\n # a comment\n && boat row", ["tide", "boat"]),
        ("RUN tide init 2>&1 >/dev/null & boat row", ["tide", "boat"]),
        ("RUN tide \ue000 && boat '\ue0007\ue000' row", ["tide", "boat"]),
    ],
)
def test_each_command_of_a_step_is_a_call(script: str, programs: list[str]) -> None:
    """What stands before a program's name, and what is quoted, is no call."""
    found = every(Case(keyword="RUN", source=script))

    assert [call.program for call in found] == programs


def test_a_condition_is_known_as_one() -> None:
    """Its exit code decides what follows and ends nothing."""
    found = every(Case(keyword="RUN", source="RUN if tide ok; then boat row || true; fi"))

    assert [(call.program, call.tested) for call in found[:2]] == [("tide", True), ("boat", True)]


def test_a_trace_shows_which_of_two_calls_failed() -> None:
    """`set -x` shows each command before it runs, so the last one shown is the failing one."""
    case = Case(
        keyword="RUN",
        source="RUN set -x; wget -q http://a.example/$A; wget -q http://b.example/$B",
        log=digest_lines(["+ wget -q http://a.example/1"]),
    )

    found = calls(case, "wget")

    assert [url_of(call) for call in found] == ["http://a.example/1"]
    assert sureness(case, found) > sureness(Case(keyword="RUN", source=case.source), found)


def test_a_variable_that_the_file_never_sets_is_found() -> None:
    """One that the file or the step itself gives a value is not."""
    source = "RUN B=2 && tide $A $B $C"
    case = Case(keyword="RUN", source=source, dockerfile=parse(b"FROM x\nENV A=1\n"))

    assert unset(case, source) == "C"
    assert unset(Case(keyword="RUN", source=source), source) == ""
