"""Reading a shell text by the grammar's own tree."""

from __future__ import annotations

import pytest

from bisectbuild.script.grammar import read


@pytest.mark.parametrize(("joint", "chain"), [(b" && ", 5000), (b"; ", 0), (b" | ", 0)])
def test_a_long_chain_is_read_whole(joint: bytes, chain: int) -> None:
    """Each command once; lists are nested as deep as they are long."""
    script = read(joint.join([b"a"] * 5000))

    assert script is not None
    assert len(script.commands) == 5000
    assert len(script.chain) == chain


@pytest.mark.parametrize("text", [b"a && b || c", b"a && b; c", b"a && b &"])
def test_what_something_weaker_joins_is_not_chained(text: bytes) -> None:
    """Or what runs in the background."""
    script = read(text)

    assert script is not None
    assert not script.chained
