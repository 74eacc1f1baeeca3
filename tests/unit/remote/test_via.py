"""How a bastion is named."""

from __future__ import annotations

import pytest

from bisectbuild.errors import UsageError
from bisectbuild.remote.via import Bastion, read


@pytest.mark.parametrize(
    ("text", "bastion"),
    [
        ("ci@gate", Bastion(user="ci", host="gate")),
        ("ci@gate.example.org:2222", Bastion(user="ci", host="gate.example.org", port=2222)),
        ("ci@[fd00::1]:22", Bastion(user="ci", host="fd00::1", port=22)),
    ],
)
def test_it_is_read_and_written_the_same(text: str, bastion: Bastion) -> None:
    """So that it can be pasted after `ssh -J`."""
    assert read(text) == bastion
    assert str(bastion) == text


@pytest.mark.parametrize(
    "text", ["gate", "@gate", "ci@", "ci@-oProxyCommand=id", "-l@gate", "ci@gate:99999", "a b@c"]
)
def test_what_is_none_is_refused(text: str) -> None:
    """Nothing in it can be an option of ssh."""
    with pytest.raises(UsageError, match="names no bastion"):
        read(text)
