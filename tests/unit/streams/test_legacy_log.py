"""The text of docker's command line becomes build events, over real failing builds too."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.builder import (
    BuildEvent,
    BuildFinished,
    FailureKind,
    StepFinished,
    StepLog,
    StepStarted,
    StepStatus,
)
from bisectbuild.streams.legacy_log import LegacyLogReader, read_log

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "legacy.jsonl.gz"
RETURNED = "The command '/bin/sh -c make' returned a non-zero code: 2"
LOG = """Sending build context to Docker daemon  6.144kB
Step 1/2 : FROM base
 ---> b00e18382ec6
Step 2/2 : RUN make
 ---> Running in 7a0fc8e52b5c
no line end\x1b[91mred
still red\x1b[0mRemoving intermediate container 7a0fc8e52b5c
"""


def last(events: list[BuildEvent]) -> BuildFinished:
    """Give the end of a build."""
    final = events[-1]
    assert isinstance(final, BuildFinished)
    return final


def test_output_that_does_not_end_its_line_is_kept_apart_from_the_builders() -> None:
    """And what was printed in red, over however many lines, is standard error."""
    events = list(read_log(LOG, RETURNED))

    assert [(e.data, e.stream) for e in events if isinstance(e, StepLog)] == [
        (b"no line end", 1),
        (b"red\n", 2),
        (b"still red", 2),
    ]
    assert last(events).output == "Sending build context to Docker daemon  6.144kB\n"


@pytest.mark.parametrize("apart", [True, False])
def test_the_final_message_is_found_on_either_stream(*, apart: bool) -> None:
    """CI joins both streams; the client's own banner is no message."""
    banner = "DEPRECATED: The legacy builder is deprecated and will be removed.\n  X\n\n"
    stdout, stderr = (LOG, banner + RETURNED) if apart else (f"{LOG}{RETURNED}\n", banner)

    failure = last(list(read_log(stdout, stderr))).failure

    assert failure is not None
    assert (failure.kind, failure.step, failure.exit_code) == (FailureKind.STEP, "step-0002", 2)


def test_a_message_that_steps_follow_was_only_output() -> None:
    """A build may print what another build printed."""
    rest = " ---> 2f1c4f0d8a1b\nSuccessfully built 2f1c4f0d8a1b\n"
    quoted = LOG.replace("no line end", RETURNED) + rest

    events = list(read_log(quoted))

    assert last(events).failure is None
    assert last(events).image == "2f1c4f0d8a1b"


def test_containers_that_are_kept_leave_no_removal_to_wait_for() -> None:
    """With --rm=false the image or the next step ends the output."""
    kept = """Step 1/3 : FROM base
 ---> b00e18382ec6
Step 2/3 : RUN a
 ---> Running in 7a0fc8e52b5c
 ---> 2f1c4f0d8a1b
Step 3/3 : RUN b
 ---> Running in 6b0fc8e52b5c
Step 9/9 : RUN not mine
 ---> 9f404f7aa254
Successfully built 9f404f7aa254
"""

    events = list(read_log(kept))

    assert [e.image for e in events if isinstance(e, StepFinished)] == [
        "b00e18382ec6",
        "2f1c4f0d8a1b",
        "9f404f7aa254",
    ]
    assert [e.data for e in events if isinstance(e, StepLog)] == [b"Step 9/9 : RUN not mine\n"]


def test_the_step_lines_of_docker_1_10_have_no_total() -> None:
    """They are counted all the same."""
    events = list(read_log("Step 1 : FROM base\n ---> b00e18382ec6\nStep 2 : RUN x\n", "boom"))

    labels = [e.label for e in events if isinstance(e, StepStarted)]
    assert [(label.index, label.total, label.text) for label in labels] == [
        (1, None, "FROM base"),
        (2, None, "RUN x"),
    ]


def test_every_real_failing_build_is_read_right() -> None:
    """The last step is the culprit, the image before it stands, the exit code is the client's."""
    if not CORPUS.is_file():
        pytest.skip("the corpus of real builds is not beside this checkout")
    with gzip.open(CORPUS, "rt") as lines:
        cases = [json.loads(line) for line in lines]

    found = [(case["id"], _mistakes(case["stdout"], case["stderr"])) for case in cases]

    assert len(cases) == 656
    assert [(identity, mistakes) for identity, mistakes in found if mistakes] == []


def _mistakes(stdout: str, stderr: str) -> list[str]:
    events = list(read_log(stdout, stderr))
    starts = [event for event in events if isinstance(event, StepStarted)]
    ends = [event for event in events if isinstance(event, StepFinished)]
    failure = last(events).failure
    steps = list(re.finditer(r"^Step (\d+)/\d+ : (.*)$", stdout, re.MULTILINE))
    code = re.findall(r"returned a non-zero code: (\d+)", stderr)
    if failure is None:
        return ["not seen to fail"]
    if not steps:
        return [] if failure.kind is FailureKind.FILE and not starts else ["steps invented"]
    truth = steps[-1]
    images = re.findall(r"^ ---> ([0-9a-f]{12})$", stdout[: truth.start()], re.MULTILINE)
    good = [step.image for step in ends[:-1] if step.image]
    checks = {
        "culprit": (starts[-1].label.index, starts[-1].label.text)
        == (int(truth[1]), truth[2].strip()),
        "last good": good[-1:] == images[-1:],
        "exit code": not code or failure.exit_code == int(code[-1]),
        "kind": (failure.kind is FailureKind.STEP) == (ends[-1].status is StepStatus.FAILED),
    }
    return [name for name, right in checks.items() if not right]


def read_in_pieces(text: str, size: int) -> list[BuildEvent]:
    """Read a log of both streams in pieces."""
    reader, events, data = LegacyLogReader(), list[BuildEvent](), text.encode()
    for at in range(0, len(data), size):
        events += reader.feed(data[at : at + size])
    return [*events, *reader.finish(1)]


_LINES = st.lists(
    st.sampled_from(
        [
            "output", "", "Step 3/3 : RUN b", " ---> 2f1c4f0d8a1b", " ---> Using cache",
            " ---> Running in 6b0fc8e52b5c", "Removing intermediate container 7a0fc8e52b5c",
            "cut offRemoving intermediate container 7a0fc8e52b5c", RETURNED, "\x1b[91mred\x1b[0m",
            "\x1b[91mstill", "Step 9/9 : RUN other", "Successfully built 2f1c4f0d8a1b",
        ]
    ),
    max_size=14,
)  # fmt: skip


@given(_LINES, st.integers(min_value=1, max_value=80))
def test_output_read_at_once_is_the_output_read_line_by_line(lines: list[str], size: int) -> None:
    """However a pipe cuts it."""
    text = LOG.partition("no line end")[0].replace("/2", "/3") + "".join(f"{x}\n" for x in lines)

    def told(events: list[BuildEvent]) -> tuple[object, object]:
        logs: dict[str, bytes] = {}
        for event in events:
            if isinstance(event, StepLog):
                logs[event.id] = logs.get(event.id, b"") + event.data
        return logs, [event for event in events if not isinstance(event, StepLog)]

    assert told(read_in_pieces(text, len(text) + 1)) == told(read_in_pieces(text, size))


def test_what_ci_prints_behind_the_final_message_is_not_the_steps() -> None:
    """However much of it there is."""
    for count in (3, 5000):
        noise = "".join(f"cleaning up {number}\n" for number in range(count))
        events = read_in_pieces(f"{LOG}{RETURNED}\n{noise}", 4096)

        assert last(events).failure is not None
        assert b"cleaning" not in b"".join(e.data for e in events if isinstance(e, StepLog))


def test_a_message_of_another_command_goes_on_being_output() -> None:
    """A step that builds images itself prints the like."""
    other = RETURNED.replace("make", "ninja")
    noise = "".join(f"on we go {number}\n" for number in range(2000))
    begun = LOG.partition("no line end")[0]
    events = read_in_pieces(f"{begun}{other}\n{noise}{RETURNED}\n", 4096)

    log = b"".join(e.data for e in events if isinstance(e, StepLog))
    failure = last(events).failure
    assert other.encode() in log
    assert failure is not None
    assert failure.exit_code == 2


def test_the_clients_banner_is_no_output() -> None:
    """Where standard error comes behind standard output in one file."""
    banner = "DEPRECATED: The legacy builder is deprecated.\n            Install buildx.\n\n"
    events = read_in_pieces(f"{LOG.partition('no line end')[0]}one\n{banner}{RETURNED}\n", 9)

    assert b"".join(e.data for e in events if isinstance(e, StepLog)) == b"one\n"
