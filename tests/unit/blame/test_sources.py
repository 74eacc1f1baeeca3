"""What a shell reads of a RUN, and on which lines it stands."""

from __future__ import annotations

import pytest

from bisectbuild.blame.settings import Settings
from bisectbuild.blame.source import Source
from bisectbuild.blame.sources import shell_words, source_of
from bisectbuild.dockerfile.parse import parse


def read(text: str) -> Source | None:
    """Read the last instruction of a file."""
    dockerfile = parse(text.encode())
    return source_of(dockerfile, dockerfile.instructions[-1])


def shown(text: str, part: str) -> tuple[str, int]:
    """Show a part of what is run, with its line."""
    source = read(text)
    assert source is not None
    start = source.text.index(part.encode())
    return source.shown(start, len(source.text)), source.line(start)


@pytest.mark.parametrize(
    ("run", "part", "expected"),
    [
        ("RUN a b", "a", ("a b", 2)),
        ("RUN a \\\n  # why\n\n   && b \\\n   c", "b", ("b c", 5)),
        ("RUN a \\\n\\\n  b", "a", ("a b", 2)),
        ("RUN long\\\n   er", "long", ("long er", 2)),
        ("RUN long\\\ner", "long", ("longer", 2)),
        ("RUN <<E\na\n\nb \\\n  c\nE", "b", ("b c", 5)),
        ("RUN cat <<E && b\nx\nE", "b", ("b\nx\nE", 2)),
        ('RUN ["sh", "-c", "a && b"]', "b", ("b", 2)),
        ('RUN ["sh", \\\n  "-c", "a\\t&& b"]', "b", ("b", 3)),
        ("RUN <<E\n#!/bin/bash -e\na\nb\nE", "b", ("b", 5)),
        ("# escape=`\nRUN a `\n  && b", "b", ("b", 3)),
    ],
)
def test_a_part_is_shown_joined_with_its_first_line(
    run: str, part: str, expected: tuple[str, int]
) -> None:
    """Lines are those of the file, comments and blank lines among them."""
    head = "" if run.startswith("#") else "FROM x\n"
    text, line = shown(head + run, part)

    assert (text.rstrip("\n"), line) == expected


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("FROM x\nRUN a", Settings()),
        (
            'FROM x\nSHELL ["bash", "-eo", "pipefail", "-c"]\nRUN a',
            Settings(errexit=True, pipefail=True),
        ),
        ('FROM x\nRUN ["bash", "-xec", "a"]', Settings(errexit=True, trace=True)),
        ("FROM x\nRUN <<E\n#!/usr/bin/env bash\na\nE", Settings()),
        ("FROM x\nRUN <<E\n#!/bin/bash -e\na\nE", Settings(errexit=True)),
    ],
)
def test_the_shell_begins_with_the_options_that_it_is_given(text: str, settings: Settings) -> None:
    """By SHELL, by an exec form, by the first line of a script."""
    source = read(text)

    assert source is not None
    assert source.settings == settings


@pytest.mark.parametrize(
    "text",
    [
        'FROM x\nRUN ["make", "all"]',
        'FROM x\nSHELL ["powershell", "-command"]\nRUN a',
        "FROM x\nRUN <<E\n#!/usr/bin/python3\nprint()\nE",
    ],
)
def test_what_no_shell_reads_is_opaque(text: str) -> None:
    """Another program does."""
    source = read(text)

    assert source is not None
    assert source.opaque


def test_other_instructions_and_empty_ones_have_none() -> None:
    """Nothing is run there."""
    assert read("FROM x\nCOPY a b") is None
    assert read("FROM x\nRUN") is None


def test_the_shell_is_that_of_the_stages_before_too() -> None:
    """A SHELL behind the step does not count."""
    dockerfile = parse(
        b'FROM x AS a\nSHELL ["bash", "-c"]\nFROM a\nRUN b\nSHELL ["ash", "-c"]\nFROM y\nRUN c\n'
    )
    runs = [entry for entry in dockerfile.instructions if entry.keyword == "RUN"]

    assert [shell_words(dockerfile, run) for run in runs] == [("bash", "-c"), ()]
