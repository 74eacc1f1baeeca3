"""Releases of Java are told from class files and from old names."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.rules.compiler.java_release import of_class_file, plain


@pytest.mark.parametrize(
    ("version", "release"),
    [
        ("52.0", "8"),
        ("61.0", "17"),
        ("65", "21"),
        ("44.0", ""),
        ("", ""),
        ("x", ""),
        ("9" * 5000, ""),
    ],
)
def test_a_class_file_tells_its_release(version: str, release: str) -> None:
    """What is no version of one gives nothing."""
    assert of_class_file(version) == release


@pytest.mark.parametrize(("given", "release"), [("1.8", "8"), ("17", "17"), ("11.0.2", "11.0.2")])
def test_an_old_name_loses_its_first_number(given: str, release: str) -> None:
    """Java 8 calls itself 1.8."""
    assert plain(given) == release
