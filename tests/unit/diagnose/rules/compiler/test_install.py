"""Advice names the package of the image at hand, or of every distribution."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.facts import Facts
from bisectbuild.diagnose.knowledge.headers import Package
from bisectbuild.diagnose.rules.compiler.install import add, named, of_tool, packages

_CURL = packages("libcurl4-openssl-dev", "curl-dev", "libcurl-devel")


@pytest.mark.parametrize(
    ("manager", "name"),
    [("apt", "`libcurl4-openssl-dev`"), ("apk", "`curl-dev`"), ("dnf", "`libcurl-devel`")],
)
def test_a_known_image_gets_its_own_name(manager: str, name: str) -> None:
    """As the machine was asked for its package manager."""
    case = Case(facts=Facts(manager=manager))

    assert named(case, _CURL) == name
    assert name in add(case, _CURL)


def test_an_unknown_image_gets_the_names_of_all() -> None:
    """Each with its distributions."""
    text = named(Case(), _CURL)

    assert text == (
        "`libcurl4-openssl-dev` (Debian, Ubuntu), `curl-dev` (Alpine), "
        "`libcurl-devel` (RPM distributions)"
    )


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (packages("make", "make", "make"), "`make`"),
        (packages("openblas", "openblas", "openblas-devel"),
         "`openblas` (Debian, Ubuntu, Alpine), `openblas-devel` (RPM distributions)"),
        (packages(apt="weft", apk="weft"), "`weft` (Debian, Ubuntu, Alpine)"),
    ],
)  # fmt: skip
def test_a_name_that_distributions_share_is_told_once(wanted: Package, text: str) -> None:
    """And alone, where all share it."""
    assert named(Case(), wanted) == text


def test_a_distribution_without_the_package_is_told_of_the_others() -> None:
    """Nothing is made up for it."""
    case = Case(facts=Facts(manager="apk"))

    assert named(case, packages(apt="libsystemd-dev")) == "`libsystemd-dev` (Debian, Ubuntu)"


def test_a_command_is_looked_up_among_the_tools() -> None:
    """One that is not known gives nothing."""
    known = of_tool("g++")

    assert known is not None
    assert known.rpm == "gcc-c++"
    assert of_tool("nosuchtool") is None
