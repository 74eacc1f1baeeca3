"""The two ways in, and the forms of RUN."""

from __future__ import annotations

import pytest

from bisectbuild.blame import Blamed, blame, blame_source
from bisectbuild.dockerfile.parse import parse
from bisectbuild.trace.digest import Log, digest_lines


def blamed(text: str, *log: str) -> Blamed | None:
    """Blame the last instruction of a file."""
    dockerfile = parse(text.encode())
    return blame(dockerfile, dockerfile.instructions[-1], log=digest_lines(log), exit_code=1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM x\nRUN \\\n# why\n  make", ("make", 4)),
        ('FROM x\nRUN ["make", "all"]', ('["make", "all"]', 2)),
        ("FROM x\nRUN <<E\n#!/usr/bin/python3\nprint()\nE", ("#!/usr/bin/python3", 3)),
        ("FROM x\nRUN <<E bash\n\nmake\nE", ("make", 4)),
        ('FROM x\nRUN ["bash", "-c", "make"]', ("make", 2)),
        ("FROM x\nRUN --mount=type=cache,target=/c make", ("make", 2)),
        ("FROM x\nrun make > log 2>&1", ("make > log 2>&1", 2)),
    ],
)
def test_a_lone_command_is_named_in_any_form(text: str, expected: tuple[str, int]) -> None:
    """There is no doubt."""
    found = blamed(text)

    assert found is not None
    assert (found.text, found.line) == expected
    assert found.confidence == 1.0


@pytest.mark.parametrize("text", ["FROM x\nCOPY a b", "FROM x\nRUN a && && b", "FROM x\nRUN"])
def test_what_cannot_be_read_has_none(text: str) -> None:
    """No RUN, no shell text, nothing at all."""
    assert blamed(text) is None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("RUN a && \\\n  b", ("b", 2)),
        ("RUN a &&     b    'x   y'", ("b 'x   y'", 1)),
        ("RUN a && `\n  b", ("b", 2)),
        ("/bin/sh -c a && b", ("b", 1)),
        ("/bin/bash -o pipefail -c a && b", ("b", 1)),
        ("RUN <<E\na\nb\nE", ("b", 3)),
    ],
)
def test_of_a_text_alone_lines_are_counted_from_its_first(
    source: str, expected: tuple[str, int]
) -> None:
    """However a builder or a log shows it."""
    log = digest_lines(["/bin/sh: 1: b: not found"])
    found = blame_source(source, log=log, exit_code=127)

    assert found is not None
    assert (found.text, found.line) == expected


def test_a_heredoc_that_a_log_cuts_off_cannot_be_read() -> None:
    """Builders show its first line alone."""
    assert blame_source("RUN <<E (make...)", log=Log(), exit_code=1) is None
    assert blame_source("", log=Log(), exit_code=1) is None


@pytest.mark.parametrize(
    "text",
    [
        "RUN " + "( " * 700 + "a" + " )" * 700,
        "RUN " + "a $(" * 500 + "b" + ")" * 500,
        "RUN " + "if a; then " * 500 + "b; " + "fi; " * 500,
        "RUN " + "; ".join(f"f{n}() {{ {f'f{n + 1}; ' * 40}}}" for n in range(6)) + "; f0",
        "RUN \x00\udcff && \t(\n",
    ],
    ids=["subshells", "substitutions", "conditions", "functions", "no text"],
)
def test_hostile_texts_do_no_harm(text: str) -> None:
    """Deep nesting, bytes that are no text."""
    found = blame_source(text, log=digest_lines(["+bb-00000000:0:: a", "x" * 9000]), exit_code=1)

    assert found is None or 0 <= found.confidence <= 1


@pytest.mark.parametrize("text", ["a;" * 2001, "a" * 64_001, "make && " * 100_000 + "make"])
def test_a_text_that_no_one_wrote_is_given_up(text: str) -> None:
    """Too many commands, or too many bytes: at once, not after minutes."""
    assert blame_source(f"RUN {text}", log=digest_lines(["make: ***"]), exit_code=2) is None
