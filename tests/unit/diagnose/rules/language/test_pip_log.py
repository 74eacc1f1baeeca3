"""Which package pip was at work on is told from the lines around."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Signature
from bisectbuild.trace.digest import digest_lines


@pytest.mark.parametrize(
    ("lines", "at", "name"),
    [
        (["Collecting fern>=2", "  error: x"], 2, "fern"),
        (["Collecting fern", "  error: x", "  ERROR: Failed building wheel for moss"], 2, "moss"),
        (['  File "/tmp/pip-install-a/fern/setup.py", line 1', "  error: x"], 2, "fern"),
        (["/tmp/pip-install-a/fern_0123456789abcdef0123456789abcdef/setup.py"], 1, "fern"),
        (["ERROR: Failed to build 'fern' when getting requirements to build wheel"], 1, "fern"),
        (["Failed to install /var/cache/artifacts/e5/Fern-6.0.tar.gz"], 1, "Fern"),
        (["× Failed to build `fern==0.3.1`"], 1, "fern"),  # noqa: RUF001 - uv's own sign
        (["╰─> See above for output.", "error: x"], 2, ""),
    ],
)
def test_the_nearest_mention_names_the_package(lines: list[str], at: int, name: str) -> None:
    """Pip names it before its failing block as well as after."""
    assert pip_log.package_near(digest_lines(lines), at) == name


def test_what_came_before_a_success_was_survived() -> None:
    """The rest is what stopped the step."""
    log = digest_lines(["error: a", "Successfully installed fern-1.0", "error: b"])

    left = pip_log.unsettled(log, Signature(r"^error: \w").hits(log))

    assert [hit.line for hit in left] == ["error: b"]


def test_a_line_far_from_a_build_is_none_of_its() -> None:
    """A program that runs after a long install speaks for itself."""
    log = digest_lines(["python setup.py egg_info", *["."] * 300, "error: x"])

    assert pip_log.building(log, 2)
    assert not pip_log.building(log, 302)
