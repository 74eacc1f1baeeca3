"""Lists of names stay short."""

from __future__ import annotations

from bisectbuild.diagnose.rules.language.words import listed, of


def test_names_are_given_once_and_the_first_few() -> None:
    """The rest is counted."""
    assert listed(["fern", "moss", "fern"]) == "fern, moss"
    assert listed("abcdefg") == "a, b, c, d, e and 2 more"


def test_a_name_that_is_not_known_leaves_no_gap() -> None:
    """The sentence reads on."""
    assert f"the code{of('fern')}" == "the code of fern"
    assert f"the code{of('')}" == "the code"
