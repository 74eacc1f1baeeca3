"""What PHP's extensions need, and where those went that PHP no longer has."""

from __future__ import annotations

from bisectbuild.diagnose.knowledge import php_extensions


def test_a_library_names_its_extension_and_packages() -> None:
    """As configure asks for it."""
    found = php_extensions.library("oniguruma")

    assert found is not None
    extension, needed = found
    assert extension == "mbstring"
    assert needed.packages("apt") == "libonig-dev"
    assert needed.packages("apk") == "oniguruma-dev"
    assert php_extensions.library("plum") is None


def test_an_extension_that_left_says_when_and_what_to_do() -> None:
    """Others never came with PHP."""
    left = php_extensions.gone("mcrypt")

    assert left is not None
    assert left[0] == "7.2"
    assert php_extensions.gone("gd") is None
    assert php_extensions.from_pecl("redis")
    assert not php_extensions.from_pecl("gd")
