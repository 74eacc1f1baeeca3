"""The builder's own words are searched, never the command line that it quotes."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.rules.builder.message import hear, said
from bisectbuild.diagnose.signature import Signature

_WORDS = Signature(r"not found", "not found")


@pytest.mark.parametrize(
    "message",
    [
        'process "/bin/sh -c echo \\"not found\\"" did not complete successfully: exit code: 1',
        "executor failed running [/bin/sh -c echo not found]: exit code: 1",
        "The command '/bin/sh -c echo not found' returned a non-zero code: 1",
    ],
)
def test_a_quoted_command_is_not_searched(message: str) -> None:
    """A RUN may hold any words."""
    assert hear(Case(message=message), _WORDS) is None


def test_what_a_builder_says_beside_the_command_is_found_with_its_line() -> None:
    """The line is the evidence."""
    heard = hear(Case(message='cannot build\n"/a":  not found\nsee above'), _WORDS)

    assert heard is not None
    assert [proof.text for proof in heard.because] == ['"/a": not found']
    assert heard["any"] == ""


def test_both_ends_of_a_huge_message_are_kept() -> None:
    """Patterns need bounds, and the reason stands at one of the ends."""
    text = said(Case(message="first " + "x" * 1_000_000 + " last"))

    assert len(text) < 5000
    assert text.startswith("first")
    assert text.endswith("last")
