"""Whose native build failed is told from its manager's own words."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.rules.language import gem_log, gyp_log, native_build
from bisectbuild.trace.digest import digest_lines

_PIP = ["  error: command 'gcc' failed with exit status 1", "ERROR: Failed building wheel for fern"]
_GEM = [
    "ERROR: Failed to build gem native extension.",
    "An error occurred while installing fern (1.0), and Bundler cannot continue.",
]
_NPM = ["gyp ERR! build error", "gyp ERR! cwd /app/node_modules/@moss/fern"]


@pytest.mark.parametrize(
    ("lines", "manager", "package"),
    [(_PIP, "pip", "fern"), (_GEM, "gem", "fern"), (_NPM, "npm", "@moss/fern")],
)
def test_a_failed_build_names_its_manager_and_package(
    lines: list[str], manager: str, package: str
) -> None:
    """Each has a line of its own for it."""
    build = native_build.failed(digest_lines(lines))

    assert build is not None
    assert (build.manager, build.package) == (manager, package)


def test_a_build_of_the_project_is_none_of_theirs() -> None:
    """What make alone says is another family's."""
    assert native_build.failed(digest_lines(["make: *** [all] Error 1"])) is None


def test_a_package_that_is_not_told_has_no_name() -> None:
    """The rules say "a gem" and "a Node addon" then."""
    assert gem_log.gem(digest_lines(["gem install"])) == ""
    assert gyp_log.addon(digest_lines(["gyp ERR! cwd /app"])) == ""
