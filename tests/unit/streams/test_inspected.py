"""What `docker buildx history inspect` prints becomes the failed step and the failure."""

from __future__ import annotations

import base64
import json

import pytest

from bisectbuild.builder import BuildEvent, BuildFinished, Location, StepLog, StepStarted
from bisectbuild.streams.inspected import InspectedReader

MESSAGE = 'process "/bin/sh -c make" did not complete successfully: exit code: 2'
RULE = "-" * 20
BLOCK = f"Dockerfile:2\n{RULE}\n   1 |     FROM base\n   2 | >>> RUN make\n{RULE}\n"
TEXT = f"""Name:\t\tshop
Context:\t.
Dockerfile:\tDockerfile

Duration:\t0.5s
Error:\t\tUnknown {MESSAGE}
Build Steps:\t3/3 (17% cached)

{BLOCK}
Logs:
> => [2/2] RUN make:
> cc -c a.c
> a.c:1: oh

Print build logs: docker buildx history logs abc
"""
RECORD = {
    "Name": "shop",
    "Ref": "abc",
    "Status": "failed",
    "Error": {
        "Code": 2,
        "Message": MESSAGE,
        "Name": "[2/2] RUN make",
        "Logs": ["cc -c a.c", "a.c:1: oh"],
        "Sources": base64.b64encode(BLOCK.encode()).decode(),
    },
    "NumCompletedSteps": 3,
}


def read(text: str) -> list[BuildEvent]:
    """Read a text in pieces."""
    reader = InspectedReader()
    for at in range(0, len(text), 11):
        assert list(reader.feed(text[at : at + 11].encode())) == []
    return list(reader.finish(1))


@pytest.mark.parametrize("text", [TEXT, json.dumps(RECORD), json.dumps(RECORD, indent=2)])
def test_the_failed_step_its_log_and_its_lines_are_read(text: str) -> None:
    """As text and as JSON."""
    events = read(text)

    (started,) = [event for event in events if isinstance(event, StepStarted)]
    (log,) = [event for event in events if isinstance(event, StepLog)]
    final = events[-1]
    assert isinstance(final, BuildFinished)
    assert final.failure is not None
    assert (started.label.text, started.label.index) == ("RUN make", 2)
    assert log.data == b"cc -c a.c\na.c:1: oh\n"
    assert (final.failure.message, final.failure.exit_code) == (MESSAGE, 2)
    assert final.failure.locations == (Location(line_start=2, line_end=2),)
    assert final.failure.step == started.id


@pytest.mark.parametrize(
    "text", ["Name:\t\tshop\nBuild Steps:\t3/3\n", '{"Name": "shop", "Status": "completed"}', "{["]
)
def test_a_build_without_error_passed(text: str) -> None:
    """And what cannot be read tells of no failure."""
    (final,) = read(text)

    assert isinstance(final, BuildFinished)
    assert final.failure is None


def test_json_with_a_number_of_endless_digits_is_not_read() -> None:
    """Python refuses to."""
    (final,) = read(json.dumps(RECORD).replace('"Code": 2', f'"Code": {"9" * 5000}'))

    assert isinstance(final, BuildFinished)
    assert final.failure is None


def test_half_a_character_is_replaced() -> None:
    """JSON can write one, and no text can hold it."""
    events = read(json.dumps(RECORD).replace("oh", r"o\ud83dh").replace("RUN make", r"RUN \ud83d"))

    (started,) = [event for event in events if isinstance(event, StepStarted)]
    (log,) = [event for event in events if isinstance(event, StepLog)]
    assert (started.label.text, log.data) == ("RUN ?", b"cc -c a.c\na.c:1: o?h\n")
