"""The legacy builder's messages tell which kind of failure it was."""

from __future__ import annotations

import pytest

from bisectbuild.builder import FailureKind, Location
from bisectbuild.streams.legacy_failure import exit_code_of, read_failure, strip_prefix


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("dockerfile parse error line 3: unknown instruction: FOO", FailureKind.FILE),
        ("Unknown instruction: FOO", FailureKind.FILE),
        ("the Dockerfile (Dockerfile) cannot be empty", FailureKind.FILE),
        ("file with no instructions", FailureKind.FILE),
        ("no build stage in current context", FailureKind.FILE),
        ("failed to reach build target x in Dockerfile", FailureKind.SETUP),
        ('target stage "x" could not be found', FailureKind.SETUP),
        ("Error response from daemon: invalid reference format", FailureKind.SETUP),
        ("unexpected EOF", FailureKind.ENGINE),
        ("Cannot connect to the Docker daemon at unix:///x", FailureKind.ENGINE),
        ("context canceled", FailureKind.CANCELLED),
    ],
)
def test_before_the_first_step_the_words_tell_the_kind(message: str, kind: FailureKind) -> None:
    """A refused file, a refused request and an engine that is gone need different advice."""
    failure = read_failure(message, step="", all_done=False)

    assert (failure.kind, failure.step, failure.raw) == (kind, "", message)


def test_a_parse_error_names_its_line() -> None:
    """Old and new spellings, the client's prefix taken off."""
    old = read_failure(
        "Error response from daemon: Dockerfile parse error line 6: Unknown flag: mount",
        step="",
        all_done=False,
    )
    new = read_failure(
        "dockerfile parse error on line 2: unknown instruction: FOO", step="", all_done=False
    )

    assert old.message == "Dockerfile parse error line 6: Unknown flag: mount"
    assert [f.locations[0] for f in (old, new)] == [
        Location(line_start=6, line_end=6),
        Location(line_start=2, line_end=2),
    ]


def test_a_steps_error_carries_its_exit_code() -> None:
    """The code is read from the right end: the command itself may hold the same words."""
    message = (
        "The command '/bin/sh -c echo returned a non-zero code: 9' returned a non-zero code: 2"
    )

    failure = read_failure(message, step="step-0002", all_done=False)

    assert (failure.kind, failure.step, failure.exit_code) == (FailureKind.STEP, "step-0002", 2)


def test_after_the_last_step_only_the_result_can_fail() -> None:
    """All steps passed; tagging or squashing did not."""
    failure = read_failure("error creating squashed image", step="step-0004", all_done=True)

    assert (failure.kind, failure.step) == (FailureKind.EXPORT, "")


def test_a_full_disk_is_the_engines_trouble() -> None:
    """No instruction is to blame for it, unless a process said so itself and failed."""
    copied = read_failure("write /x: no space left on device", step="step-0002", all_done=False)
    ran = read_failure(
        "The command 'x no space left on device' returned a non-zero code: 1",
        step="step-0002",
        all_done=False,
    )

    assert (copied.kind, ran.kind) == (FailureKind.ENGINE, FailureKind.STEP)


def test_prefixes_and_codes_are_read_off() -> None:
    """What compose and clients put before a message goes; without a code there is none."""
    message = "ERROR: Service 'web' failed to build: The command 'x' returned a non-zero code: 7"

    assert strip_prefix(message) == "The command 'x' returned a non-zero code: 7"
    assert (exit_code_of(message), exit_code_of("COPY failed")) == (7, None)


def test_numbers_of_endless_digits_are_not_read() -> None:
    """Python refuses to, and no process has such an exit code, no file such a line."""
    digits = "9" * 5000
    refused = read_failure(f"dockerfile parse error line {digits}: no", step="", all_done=False)

    assert exit_code_of(f"The command 'x' returned a non-zero code: {digits}") is None
    assert (refused.kind, refused.locations) == (FailureKind.FILE, ())
