"""What became of a package is told by the package manager that missed it."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.knowledge.renamed import renamed


@pytest.mark.parametrize(
    ("manager", "package", "words"),
    [
        ("apt", "python-pip", "python3-pip"),
        ("apt", "libpng12-dev", "libpng-dev"),
        ("apt", "openjdk-8-jre-headless", "default-jre-headless"),
        ("apt", "python3.9-venv", "python3-venv"),
        ("apt", "ttf-dejavu-core", "fonts-dejavu-core"),
        ("apt", "phantomjs", "no longer developed"),
        ("apk", "py-pip", "py3-pip"),
        ("apk", "py2-yaml", "py3-yaml"),
        ("apk", "build-essential", "build-base"),
        ("dnf", "htop", "EPEL"),
        ("dnf", "ninja-build", "CRB"),
    ],
)
def test_a_renamed_package_is_told_with_its_successor(
    manager: str, package: str, words: str
) -> None:
    """Each table has its own names."""
    told = renamed(manager, package)

    assert package in told
    assert words in told
    assert told.endswith(".")


@pytest.mark.parametrize(
    ("manager", "package"), [("apt", "otter-depot"), ("apk", "curl"), ("dnf", "python-pipes")]
)
def test_nothing_is_said_of_other_packages(manager: str, package: str) -> None:
    """A name that only begins like one of the table is another."""
    assert renamed(manager, package) == ""
