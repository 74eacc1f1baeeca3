"""The variables of platforms: how a name is read, and what the builder makes of it."""

from __future__ import annotations

import pytest

from bisectbuild.dockerfile.platforms import in_full, is_mentioned, predefined


@pytest.mark.parametrize(
    ("wanted", "full"),
    [
        ("", "linux/arm64"),
        ("local", "linux/arm64"),
        ("linux", "linux/arm64"),
        ("amd64", "linux/amd64"),
        ("x86_64", "linux/amd64"),
        ("linux/x86_64", "linux/amd64"),
        ("Linux/AMD64", "linux/amd64"),
        ("linux/amd64/v1", "linux/amd64"),
        ("linux/amd64/v3", "linux/amd64/v3"),
        ("linux/i386", "linux/386"),
        ("aarch64", "linux/arm64"),
        ("linux/arm64/v8", "linux/arm64"),
        ("linux/arm64/v9", "linux/arm64/v9"),
        ("armhf", "linux/arm/v7"),
        ("linux/armel", "linux/arm/v6"),
        ("linux/arm", "linux/arm/v7"),
        ("linux/arm/6", "linux/arm/v6"),
        ("linux/s390x", "linux/s390x"),
        ("windows/amd64", "windows/amd64"),
        ("macos/arm64", "darwin/arm64"),
    ],
)
def test_a_platform_has_the_builders_name_however_it_was_written(wanted: str, full: str) -> None:
    """What it leaves open is the engine's own."""
    assert in_full(wanted, "linux/arm64") == full


def test_the_builders_machine_and_the_target_are_told_apart() -> None:
    """With the variant of each."""
    assert predefined("linux/arm/v7", "linux/amd64") == {
        "BUILDPLATFORM": "linux/amd64",
        "BUILDOS": "linux",
        "BUILDARCH": "amd64",
        "BUILDVARIANT": "",
        "TARGETPLATFORM": "linux/arm/v7",
        "TARGETOS": "linux",
        "TARGETARCH": "arm",
        "TARGETVARIANT": "v7",
    }


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        (b"FROM --platform=$BUILDPLATFORM a", True),
        (b"FROM a\nARG TARGETARCH", True),
        (b"FROM a\nARG TARGETSTAGE\nRUN make BUILD=1", False),
    ],
)
def test_a_file_that_names_none_of_them_needs_no_values(data: bytes, *, is_one: bool) -> None:
    """So the engine is not asked for its machine."""
    assert is_mentioned(data) is is_one
