"""A library's packages are found by the names that linkers, pkg-config and CMake have for it."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.knowledge import libraries


@pytest.mark.parametrize(
    ("name", "debian", "alpine", "rpm"),
    [
        ("pq", "libpq-dev", "libpq-dev", "libpq-devel"),
        ("ssl", "libssl-dev", "openssl-dev", "openssl-devel"),
        ("crypto", "libssl-dev", "openssl-dev", "openssl-devel"),
        ("systemd", "libsystemd-dev", "", "systemd-devel"),
    ],
)
def test_a_library_is_known_by_its_link_name(name: str, debian: str, alpine: str, rpm: str) -> None:
    """Where a distribution has no package, its name is empty."""
    package = libraries.linked(name)

    assert package is not None
    assert (package.debian, package.alpine, package.rpm) == (debian, alpine, rpm)


def test_a_library_is_known_by_its_module_of_pkg_config() -> None:
    """Such modules often hold a version in their name."""
    package = libraries.pkgconfig("glib-2.0")

    assert package is not None
    assert package.debian == "libglib2.0-dev"


@pytest.mark.parametrize("name", ["CURL", "curl", "Curl"])
def test_a_library_is_known_to_cmake_in_any_case(name: str) -> None:
    """CMake's own modules are in capitals, other projects' in any case."""
    package = libraries.cmake(name)

    assert package is not None
    assert package.alpine == "curl-dev"


@pytest.mark.parametrize("name", ["", "-", "nosuchlibrary"])
def test_a_name_that_is_not_known_gives_nothing(name: str) -> None:
    """The table's mark for "none" is no name."""
    assert libraries.linked(name) is None
    assert libraries.pkgconfig(name) is None
    assert libraries.cmake(name) is None
