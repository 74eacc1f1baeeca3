"""The axis inside one RUN."""

from __future__ import annotations

import pytest

from bisectbuild.axes.run import Run, run_axis
from bisectbuild.errors import UsageError
from bisectbuild.shell.command import run_command
from tests.support.walks import options_for, plan_for, subjects


def _axis(text: str, line: str, *, target: str | None = None) -> Run:
    options = options_for(target=target)
    return run_axis(plan_for(text, options), options, line)


_TEXT = """\
FROM a
RUN --mount=type=cache,target=/c \\
    set -e; \\
    # not a command
    one 'x && y' && \\

    two "$(three; four)" | five \\
    && if six; then seven; fi
USER u
"""


def test_each_command_is_a_point_and_so_is_the_state_before_them() -> None:
    """Named by the RUN's line and a number; a title has the command's own line."""
    walk = _axis(_TEXT, "4")

    first, *others = [(point.key, point.title) for point in walk.axis.points]

    assert first[0] == "2.0"
    assert first[1].startswith("before line 2 RUN --mount=type=cache,target=/c set -e; one")
    assert others == [
        ("2.1", "line 3 set -e"),
        ("2.2", "line 5 one 'x && y'"),
        ("2.3", 'line 7 two "$(three; four)" | five'),
        ("2.4", "line 8 if six; then seven; fi"),
    ]
    assert walk.axis.parents == ((), (0,), (1,), (2,), (3,))
    assert walk.axis.word == "command"


def test_a_point_is_a_file_whose_run_ends_after_the_command() -> None:
    """The rest of the file stays on its lines, and the last point is the file itself."""
    walk = _axis(_TEXT, "2")

    found = subjects(walk)

    assert found[0].at.text == "FROM a"
    assert found[0].plan is walk.plan
    assert found[2].plan.dockerfile.data.decode() == (
        "FROM a\n"
        "RUN --mount=type=cache,target=/c \\\n"
        "    set -e; \\\n"
        "    # not a command\n"
        "    one 'x && y'\n\n\n\n"
        "USER u\n"
    )
    assert found[2].plan.request.dockerfile == found[2].plan.dockerfile.data
    assert found[2].at.value.endswith("one 'x && y'")
    assert [f.name for f in found[2].at.flags] == ["mount"]
    assert found[4].plan.dockerfile.data.decode() == _TEXT
    assert len({one.plan.image for one in found}) == 5


def test_reports_speak_of_the_run_itself() -> None:
    """And of the command that a point adds."""
    walk = _axis(_TEXT, "2")

    assert walk.instruction(0) is walk.plan.dockerfile.instructions[0]
    assert walk.instruction(3) is walk.plan.dockerfile.instructions[1]
    assert walk.command(0) is None
    command = walk.command(2)
    assert command is not None
    assert (command.line, command.command) == (5, "one 'x && y'")


_CASES: dict[str, tuple[str, list[str]]] = {
    "&&": ("a && b && c", ["a", "a && b"]),
    "; goes on after a failure": ("a; b; c", ["a; :", "a; b; :"]),
    "&& within ; fails quietly": ("a && b; c", ["a || :", "a && b; :"]),
    "; before &&": ("a; b && c", ["a; :", "a; b"]),
    "|| is one command": ("a || b; c", ["a || b; :"]),
    "|| behind &&": ("a && b || c && d", ["a && b || c"]),
    "a background job stays with the next": ("a & b; c", ["a & b; :"]),
    "the last one may run in the background": ("a; b &", ["a; :"]),
    "groups are one command": (
        "{ a; b; } && ( c; d ) && e",
        ["{ a; b; }", "{ a; b; } && ( c; d )"],
    ),
    "! belongs to its pipe": ("a && ! b | c && d", ["a", "a && ! b | c"]),
    "functions": ("f() { a; b; }; f; g", ["f() { a; b; }; :", "f() { a; b; }; f; :"]),
    "quotes": ("a \"x; y\" 'u && v'; b", ["a \"x; y\" 'u && v'; :"]),
    "a comment": ("a; b # c; d", ["a; :"]),
    "what looks like a line that goes on": ("a \\\\ && b", ["a \\\\;"]),
}


@pytest.mark.parametrize("case", _CASES)
def test_a_text_that_is_cut_ends_as_the_whole_one_went_on(case: str) -> None:
    """So that no point fails where the whole RUN would not have."""
    text, expected = _CASES[case]
    walk = _axis(f"FROM a\nRUN {text}\nUSER u\n", "2")

    assert [one.at.value for one in subjects(walk)[1:-1]] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "RUN <<E\na 1\n# c\nb && c\nE\n",
            ["RUN <<E\na 1; :\nE\n\n\n", "RUN <<E\na 1\n# c\nb\nE\n"],
        ),
        ("RUN <<-'E'\n\ta\n\tb\n\tE\n", ["RUN <<-'E'\n\ta; :\n\tE\n\n"]),
        ("RUN <<E\r\na\r\nb\r\nE\r\n", ["RUN <<E\r\na; :\r\nE\r\n\r\n"]),
        (
            "RUN <<E\n#!/bin/bash -e\na\nb\nE\n",
            ["RUN <<E\n#!/bin/bash -e\na; :\nE\n\n"],
        ),
        (
            "RUN <<E\ncat <<F >x\na; b\nF\nc\nE\n",
            ["RUN <<E\ncat <<F >x; :\na; b\nF\nE\n\n"],
        ),
        (
            "RUN <<E\ncat <<F && cat <<G\na\nF\nb\nG\nc\nE\n",
            [
                "RUN <<E\ncat <<F || :\na\nF\nE\n\n\n\n",
                "RUN <<E\ncat <<F && cat <<G; :\na\nF\nb\nG\nE\n\n",
            ],
        ),
        (
            "RUN cat <<F >x && cat <<G >y && c\na; b\nF\nd\nG\n",
            ["RUN cat <<F >x\na; b\nF\n\n\n", "RUN cat <<F >x && cat <<G >y\na; b\nF\nd\nG\n"],
        ),
    ],
)
def test_commands_of_heredocs_are_points_too(text: str, expected: list[str]) -> None:
    """A body ends with its end word, and a heredoc goes with the command that opens it."""
    walk = _axis(f"FROM a\n{text}USER u\n", "2")
    found = [one.plan.dockerfile.data.decode() for one in subjects(walk)[1:]]

    assert found[:-1] == [f"FROM a\n{part}USER u\n" for part in expected]
    assert found[-1] == f"FROM a\n{text}USER u\n"


def test_the_lines_of_a_heredoc_are_told() -> None:
    """Each command's own."""
    walk = _axis("FROM a\nRUN <<E\na\n\nb \\\n  c\nE\n", "2")

    assert [point.title for point in walk.axis.points[1:]] == ["line 3 a", "line 5 b c"]


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("FROM a\nRUN make", "2", "cannot be split"),
        ("FROM a\nRUN a || b", "2", "cannot be split"),
        ('FROM a\nRUN ["sh", "-c", "a && b"]', "2", "cannot be split"),
        ('FROM a\nSHELL ["pwsh", "-c"]\nRUN a; b', "3", "cannot be split"),
        ("FROM a\nRUN <<E\n#!/usr/bin/env python3\na; b\nE", "2", "cannot be split"),
        ("FROM a\nRUN python3 <<E\na; b\nE", "2", "cannot be split"),
        ("FROM a\nRUN a && && b", "2", "cannot be split"),
        ("FROM a\nENV A=1", "2", "no RUN"),
        ("FROM a\nRUN b", "9", "No instruction"),
        ("FROM a\nRUN b", "x", "could not be found"),
        ("FROM a\nRUN b && c\nFROM d", "2", "not needed"),
    ],
)
def test_what_has_no_commands_is_refused_with_advice(text: str, line: str, told: str) -> None:
    """There is nothing to search in it."""
    with pytest.raises(UsageError) as caught:
        _axis(text, line)

    assert told in caught.value.message
    assert caught.value.hint


def test_a_run_on_nothing_has_no_state_before_it() -> None:
    """Its points count from one."""
    walk = _axis("FROM scratch\nRUN a && b", "2")

    assert [point.key for point in walk.axis.points] == ["2.1", "2.2"]
    assert [one.at.value for one in subjects(walk)] == ["a", "a && b"]
    assert run_command(subjects(walk)[0].at).text == "a"


def test_secrets_in_commands_are_not_shown() -> None:
    """What is given to secret names is masked."""
    walk = _axis("FROM a\nRUN export TOKEN=abcdef && make", "2")

    assert "abcdef" not in str(walk.axis.points)
