"""The reference page and the words come from the same records."""

from __future__ import annotations

from bisectbuild.debugger.keys import KEYS
from tests.support.debugger_page import PAGE, page


def test_the_reference_page_is_made_from_the_words() -> None:
    """Make it anew with `python -m tests.support.debugger_page`."""
    assert PAGE.read_text() == page()


def test_the_page_names_every_key() -> None:
    """The keys and their words stand in one sentence, in their order."""
    keys = ", ".join(key.upper() for key in KEYS).replace(", F11", " and F11")

    assert f"The keys {keys} type" in page()
    assert all(f"`{word}`" in page() for word in KEYS.values())
