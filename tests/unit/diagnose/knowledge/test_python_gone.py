"""What Python dropped is told with the release that dropped it."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.knowledge import python_gone


@pytest.mark.parametrize(
    ("module", "since"),
    [("imp", "3.12"), ("distutils.util", "3.12"), ("cgi", "3.13"), ("json", ""), ("improv", "")],
)
def test_a_module_is_gone_since_a_release(module: str, since: str) -> None:
    """A part of a package goes with it; what is still there has none."""
    assert python_gone.module_gone(module) == since


@pytest.mark.parametrize(
    ("module", "name", "since"),
    [
        ("collections", "Mapping", "3.10"),
        ("pkgutil", "ImpImporter", "3.12"),
        ("ast", "Str", "3.14"),
        ("collections", "OrderedDict", ""),
        ("shapes", "Mapping", ""),
    ],
)
def test_a_name_is_gone_since_a_release(module: str, name: str, since: str) -> None:
    """The same name of another module is still there."""
    assert python_gone.attribute_gone(module, name) == since


def test_the_release_before_is_the_last_that_had_it() -> None:
    """It is the one to advise."""
    assert python_gone.before("3.12") == "3.11"
