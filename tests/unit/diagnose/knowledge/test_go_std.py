"""The table of Go's standard library tells the release of what is newer."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.knowledge import go_std


@pytest.mark.parametrize(
    ("package", "release"),
    [
        ("slices", "1.21"),
        ("math/rand/v2", "1.22"),
        ("context", "1.7"),
        ("testing/synctest", "1.25"),
    ],
)
def test_a_package_is_known_with_its_release(package: str, release: str) -> None:
    """By its whole import path."""
    assert go_std.since(package) == release


@pytest.mark.parametrize(
    ("name", "release"), [("errors.Is", "1.13"), ("any", "1.18"), ("os.OpenRoot", "1.24")]
)
def test_a_name_is_known_with_its_release(name: str, release: str) -> None:
    """With its package's last part before it, builtins without."""
    assert go_std.name_since(name) == release


@pytest.mark.parametrize("name", ["fmt", "example.com/reef", "", "slices/deep"])
def test_what_is_old_or_foreign_gives_nothing(name: str) -> None:
    """So no rule takes it for a newer Go's."""
    assert go_std.since(name) == ""
    assert go_std.name_since(name) == ""
