"""The package of a header is found by its name, and by the folder it lies in."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.knowledge.headers import Package, package_for


@pytest.mark.parametrize(
    ("header", "package"),
    [
        ("Python.h", Package(debian="python3-dev", alpine="python3-dev", rpm="python3-devel")),
        ("openssl/ssl.h", Package(debian="libssl-dev", alpine="openssl-dev", rpm="openssl-devel")),
        ("google/protobuf/io/coded_stream.h",
         Package(debian="libprotobuf-dev", alpine="protobuf-dev", rpm="protobuf-devel")),
        ("GL/glu.h", Package(debian="libglu1-mesa-dev", alpine="glu-dev", rpm="mesa-libGLU-devel")),
        ("linux/can.h",
         Package(debian="linux-libc-dev", alpine="linux-headers", rpm="kernel-headers")),
    ],
)  # fmt: skip
def test_a_header_leads_to_its_packages(header: str, package: Package) -> None:
    """The longest folder that is known decides."""
    assert package_for(header) == package


@pytest.mark.parametrize("header", ["otter.h", "otter/depot.h", "ssl.h", "openssl", ""])
def test_an_unknown_header_leads_to_none(header: str) -> None:
    """A project's own header is not guessed at."""
    assert package_for(header) is None


def test_a_package_is_given_by_manager() -> None:
    """Where a distribution has none, nothing is named."""
    package = package_for("sys/apparmor.h")

    assert package is not None
    assert package.under("apt") == "libapparmor-dev"
    assert package.under("dnf") == ""
    assert package.under("pacman") == ""
