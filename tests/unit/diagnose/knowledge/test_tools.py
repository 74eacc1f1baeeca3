"""The table of commands and packages is whole, and read as it is written."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.knowledge import tools


@pytest.mark.parametrize(
    ("name", "manager", "package"),
    [
        ("curl", "apt", "curl"),
        ("xz", "apt", "xz-utils"),
        ("xz", "apk", "xz"),
        ("ping", "dnf", "iputils"),
        ("add-apt-repository", "apk", ""),
        ("curl", "pacman", ""),
    ],
)
def test_a_command_has_a_package_of_each_distribution(
    name: str, manager: str, package: str
) -> None:
    """`=` is its own name, `-` none; a manager that is not known has none either."""
    found = tools.tool(name)

    assert found is not None
    assert found.package(manager) == package


def test_a_command_that_is_not_known_has_no_entry() -> None:
    """Then a rule must say less."""
    assert tools.tool("otterctl") is None


def test_every_row_of_the_table_is_read() -> None:
    """A name that stands twice would hide its first row."""
    rows = [line.split() for line in tools._TABLE.split("\n") if line]  # noqa: SLF001 - the table is what is tested

    assert {len(row) for row in rows} == {4}
    assert len({row[0] for row in rows}) == len(rows)
