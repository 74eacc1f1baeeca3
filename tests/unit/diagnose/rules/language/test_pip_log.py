"""Which package pip was at work on is told from the lines around."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Signature
from bisectbuild.trace.digest import Log, digest_lines


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


@pytest.mark.parametrize(
    ("line", "settles"),
    [
        ("\t Successfully installed fern-1.0", True),
        ("Successfully installed a Successfully installed b", True),
        ("I have Successfully installed fern", False),
    ],
)
def test_only_pips_own_line_settles_what_came_before(line: str, settles: bool) -> None:  # noqa: FBT001 - from the table
    """Not one that mentions it."""
    log = digest_lines(["error: a", line])

    assert bool(pip_log.unsettled(log, Signature(r"^error: \w").hits(log))) is not settles


def test_a_log_is_not_walked_through_for_each_rule_that_asks() -> None:
    """A hundred rules ask, and a log may have a hundred thousand lines."""

    class Lines(tuple[str, ...]):
        walks = 0
        __slots__ = ()

        def __iter__(self) -> Iterator[str]:
            Lines.walks += 1
            return super().__iter__()

    lines = Lines(["Successfully installed fern", *["error: a"] * 1000])
    log = Log(lines=lines, numbers=tuple(range(1, len(lines) + 1)), total=len(lines))
    hits = tuple(Signature(r"^error: \w").hits(log))
    before = Lines.walks

    for _ in range(100):
        assert pip_log.unsettled(log, hits) == hits
        assert pip_log.unsettled(log, ()) == ()
    assert Lines.walks - before <= 1


def test_a_line_far_from_a_build_is_none_of_its() -> None:
    """A program that runs after a long install speaks for itself."""
    log = digest_lines(["python setup.py egg_info", *["."] * 300, "error: x"])

    assert pip_log.building(log, 2)
    assert not pip_log.building(log, 302)
