"""Releases of Java, by the versions of class files and by the ways tools write them."""

from __future__ import annotations

_MOST_DIGITS = 4


def of_class_file(version: str) -> str:
    """Give the release of Java that a class file's version (`61.0`) is of, "" where none."""
    major = version.split(".", maxsplit=1)[0]
    if not major.isdecimal() or len(major) > _MOST_DIGITS:
        return ""
    return str(int(major) - 44) if int(major) > 44 else ""  # noqa: PLR2004 - 45 is Java 1.1's


def plain(version: str) -> str:
    """Give `8` for `1.8`, and other releases as they are."""
    return version.removeprefix("1.")
