"""Text in a command of a service stays text: it ends no command and begins none."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.ci import words
from bisectbuild.tty.text import visible

TEXT = st.text(st.sampled_from("%:,;]['|\r\n\t\x1b\x000DA2Ce#é\u2028\u202e😀\ud800")) | st.text()
GITHUB = {"%0D": "\r", "%0A": "\n", "%25": "%"}
AZURE = {"%3B": ";", "%0D": "\r", "%0A": "\n", "%5D": "]", "%AZP25": "%"}


def read(text: str, table: dict[str, str]) -> str:
    """Read a value as a runner does: one replacement after the other, that of `%` at last."""
    for written, meant in table.items():
        text = text.replace(written, meant)
    return text


@pytest.mark.parametrize(
    ("write", "table", "ends"),
    [
        (words.github_data, GITHUB, "\r\n"),
        (words.github_property, {"%3A": ":", "%2C": ",", **GITHUB}, "\r\n:,"),
        (words.azure_data, AZURE, "\r\n"),
        (words.azure_property, AZURE, "\r\n;]"),
    ],
)
@given(text=TEXT)
def test_a_value_comes_out_as_it_went_in_and_ends_nothing(
    write: Callable[[str], str], table: dict[str, str], ends: str, text: str
) -> None:
    """All but control characters, which are spelled out."""
    written = write(text)

    assert not set(written) & set(ends)
    assert read(written, table) == visible(text)


@given(TEXT)
def test_a_value_of_teamcity_is_plain_ascii_with_each_end_escaped(text: str) -> None:
    """Its own reader gives the text again."""
    written = words.teamcity(text)

    assert re.fullmatch(r"(?:[^|\[\]'\n\r]|\|[|'nr\[\]]|\|0x[0-9a-f]{4})*", written, re.ASCII)
    assert written.isascii()
    plain = {"n": "\n", "r": "\r"}
    units = re.sub(
        r"\|(?:0x(....)|(.))",
        lambda m: chr(int(m[1], 16)) if m[1] else plain.get(m[2], m[2]),
        written,
    )
    whole = units.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "surrogatepass")
    assert whole == visible(text).encode("utf-16-be", "replace").decode("utf-16-be")
