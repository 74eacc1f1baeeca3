"""The table of what programs print."""

from __future__ import annotations

import pytest

from bisectbuild.blame.signs import SIGNS, Sign, compiled, signs_of


@pytest.mark.parametrize(
    "sign", SIGNS, ids=lambda sign: f"{min(sign.programs)} {sign.pattern[:20]}"
)
def test_each_sign_can_be_compiled_and_matches_no_empty_line(sign: Sign) -> None:
    """Nor one that any program might print."""
    pattern = compiled(sign.pattern)

    assert not any(pattern.match(line) for line in ("", "done", "hello world", "  ", "100%"))
    assert compiled(sign.words).search("") is None or not sign.words
    assert sign.programs


def test_signs_are_found_by_program() -> None:
    """None for one that is not in the table."""
    assert any(sign.fails for sign in signs_of("make"))
    assert signs_of("pear") == ()
