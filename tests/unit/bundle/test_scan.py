"""The parts of a bundle's file: one that is made so that reading it never ends is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bisectbuild.bundle.layout import LAYOUT
from bisectbuild.bundle.scan import scan
from bisectbuild.bundle.tar import END, Entry, head, padding
from bisectbuild.errors import BundleError
from tests.support.bundles import LIMIT, packed

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.timeout(20)
_REST = bytes(2000)
_FIRST = head(Entry(name="oci-layout", size=len(LAYOUT))) + LAYOUT + padding(len(LAYOUT))


@pytest.mark.parametrize("size", [-1, -512])
@pytest.mark.parametrize("name", ["blobs/sha256/" + "0" * 64, "index.json"])
def test_a_part_of_less_than_nothing_is_refused(name: str, size: int, tmp_path: Path) -> None:
    """Its header is as tar writes it, minus included."""
    (tmp_path / "b").write_bytes(_FIRST + head(Entry(name=name, size=size)) + _REST + END)

    with pytest.raises(BundleError, match="altered"):
        scan(tmp_path / "b", LIMIT)


@pytest.mark.parametrize("size", [-1, 0, 3, len(LAYOUT) - 1, len(LAYOUT) + 1])
def test_a_first_part_of_another_size_is_refused(size: int, tmp_path: Path) -> None:
    """What it says of the layout is what every bundle says."""
    first = head(Entry(name="oci-layout", size=size))
    (tmp_path / "b").write_bytes(first + LAYOUT + _REST + END)

    with pytest.raises(BundleError):
        scan(tmp_path / "b", LIMIT)


def test_one_over_the_limit_says_how_to_have_it_taken(tmp_path: Path) -> None:
    """By the option that there is."""
    packed(tmp_path / "a")

    with pytest.raises(BundleError, match="larger than the limit") as refused:
        scan(tmp_path / "a", 1000)

    assert "bisectbuild resume --limit 1G BUNDLE" in refused.value.hint
