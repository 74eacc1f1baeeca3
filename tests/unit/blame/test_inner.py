"""The text that a command hands to another shell."""

from __future__ import annotations

import pytest

from bisectbuild.blame.inner import inner_source
from bisectbuild.blame.settings import Settings
from bisectbuild.blame.source import Source
from bisectbuild.script.tree import tree


def inner(text: str) -> Source | None:
    """Find what the only command of a text hands on; its lines are numbered from 1."""
    data = text.encode()
    lines = tuple(1 + data[:at].count(b"\n") for at in range(len(data)))
    found = tree(data)
    assert found is not None
    return inner_source(Source(text=data, lines=lines), found)


@pytest.mark.parametrize(
    ("text", "expected", "settings"),
    [
        ("bash -c 'a && b'", b"a && b", Settings()),
        ("/bin/bash -ec 'a'", b"a", Settings(errexit=True)),
        ("sh -o pipefail -c 'a'", b"a", Settings(pipefail=True)),
        ('bash -lc "a \\"b\\" \\\\x \\$y"', b'a "b" \\x $y', Settings()),
        ("su sam -c 'a'", b"a", Settings()),
        ("sudo -u sam sh -c 'a'", b"a", Settings()),
        ("bash -e <<E\na\nE", b"a\n", Settings(errexit=True)),
        ("<<E bash\na\nE", b"a\n", Settings()),
    ],
)
def test_it_is_found_in_quotes_and_in_heredocs(
    text: str, expected: bytes, settings: Settings
) -> None:
    """With the options of that shell."""
    found = inner(text)

    assert found is not None
    assert (found.text, found.settings, found.traced) == (expected, settings, False)


def test_its_lines_are_those_around_it() -> None:
    """Each byte has its own."""
    found = inner("sh <<E\na\nb\nE")

    assert found is not None
    assert found.line(found.text.index(b"b")) == 3


@pytest.mark.parametrize("text", ["make", "bash build.sh", "bash -c $TEXT", "cat <<E\na\nE", "sh"])
def test_other_commands_hand_on_none(text: str) -> None:
    """Or none that can be read."""
    assert inner(text) is None
