"""What native builds need is known for each family of distributions."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.knowledge import native_needs
from bisectbuild.diagnose.knowledge.native_needs import Need, need


@pytest.mark.parametrize("key", sorted(native_needs._NEEDS))  # noqa: SLF001 - the table is what is tested
def test_every_need_has_packages_everywhere(key: str) -> None:
    """An empty one would make an empty install line."""
    found = need(key)

    assert found.name
    assert all(found.packages(manager) for manager in ("apt", "apk", "dnf"))


def test_a_manager_that_is_not_known_has_no_packages() -> None:
    """The rules name them all then."""
    assert Need(name="git", apt="git", apk="git", dnf="git").packages("pacman") == ""


def test_a_key_that_is_not_there_is_a_fault_of_the_rule() -> None:
    """It must not be passed over in silence."""
    with pytest.raises(KeyError):
        need("plum")
