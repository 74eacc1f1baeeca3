"""The client's last message among other lines."""

from __future__ import annotations

import pytest

from bisectbuild.streams.legacy_message import Held, is_message

RETURNED = "The command '/bin/sh -c make all' returned a non-zero code: 2"


@pytest.mark.parametrize("before", ["", "ERROR: ", "ERROR: Service 'web' failed to build : "])
@pytest.mark.parametrize("running", [True, False])
def test_a_commands_end_is_one_at_any_time(before: str, *, running: bool) -> None:
    """With what clients put before it."""
    assert is_message(f"{before}{RETURNED}", running=running)


@pytest.mark.parametrize(
    "line",
    [
        "COPY failed: file not found in build context or excluded by .dockerignore: stat x: gone",
        "manifest for registry.example/base:9 not found: manifest unknown: manifest unknown",
        "pull access denied for shop/base, repository does not exist",
        "Get https://registry.example/v2/: dial tcp: lookup registry.example: no such host",
    ],
)
def test_what_a_process_may_print_is_none_while_it_runs(line: str) -> None:
    """It may run docker itself."""
    assert is_message(line, running=False)
    assert not is_message(line, running=True)


def test_an_ordinary_line_is_none() -> None:
    """Whatever else fails."""
    assert not is_message("make: *** [all] Error 2", running=False)


def test_what_is_held_has_bounds() -> None:
    """By lines and by bytes."""
    many, long = Held(message=RETURNED), Held(message=RETURNED)

    assert [many.add("x\n") for _ in range(1000)].count(False) == 1
    assert not long.add("y" * 300_000)


@pytest.mark.parametrize(
    ("step", "is_its"),
    [("RUN make all", True), ('RUN ["make", "all"]', True), ("RUN cmake --install", False)],
)
def test_a_message_is_held_against_the_step_under_way(step: str, *, is_its: bool) -> None:
    """The exec form is quoted joined by spaces."""
    assert Held(message=RETURNED).is_of(step) is is_its
