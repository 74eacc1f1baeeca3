"""A saved build over its Dockerfile."""

from __future__ import annotations

import pytest

from bisectbuild.builder import StepStatus
from bisectbuild.dockerfile.parse import parse
from bisectbuild.saved.following import follow
from bisectbuild.saved.read import read_saved
from tests.unit.saved.logs import DOCKERFILE, FINAL, LEGACY, PASSING, PLAIN, RETURNED

FILE = parse(DOCKERFILE.encode())


@pytest.mark.parametrize("log", [PLAIN, LEGACY + RETURNED])
def test_every_instruction_stands_as_the_log_says(log: str) -> None:
    """Without a clock: a saved log does not say when a step began."""
    records = follow(read_saved([log.encode()]), FILE).records()

    assert [record.status for record in records][1:] == [StepStatus.DONE, StepStatus.FAILED]
    assert [record.log is None for record in records] == [True, True, False]
    assert [record.began for record in records] == [None, None, None]


def test_in_a_build_that_passed_all_stand_well() -> None:
    """Its target is the last stage."""
    file = parse(f"FROM other AS unused\nRUN never\n{DOCKERFILE}".encode())

    records = follow(read_saved([PASSING.encode()]), file).records()

    states = [record.status for record in records]
    assert states[:2] == [StepStatus.NOT_RUN, StepStatus.NOT_RUN]
    assert set(states[2:]) <= {StepStatus.CACHED, StepStatus.DONE}


def test_podmans_numbers_count_within_a_stage() -> None:
    """Arguments before the first FROM are none of its steps."""
    file = parse(b"ARG V=1\nFROM a AS one\nRUN x\nFROM b\nENV A=1\nRUN y\n")
    log = (
        "[1/2] STEP 1/2: FROM a\n[1/2] STEP 2/2: RUN x\n--> aabbccddeeff\n"
        "[2/2] STEP 1/3: FROM b\n[2/2] STEP 2/3: ENV A=1\n[2/2] STEP 3/3: RUN y\n"
        'Error: building at STEP "RUN y": while running runtime: exit status 3\n'
    )

    step = follow(read_saved([log.encode()]), file).culprit()

    assert step is not None
    assert (step.instruction.span.start, step.exit_code) == (6, 3)


def test_secrets_are_masked_in_what_the_log_says() -> None:
    """After the steps were placed by it."""
    log = PLAIN.replace("world", "hunter-2-the-world")
    file = parse(DOCKERFILE.replace("world", "$SECRET").encode())

    step = follow(read_saved([log.encode()]), file, ("hunter-2-the",)).culprit()

    assert step is not None
    assert step.instruction.span.start == 4
    assert "hunter" not in step.error


def test_a_command_that_two_steps_have_names_neither() -> None:
    """Its last message is all that is left of the log."""
    file = parse(f"{DOCKERFILE}RUN make world\n".encode())

    assert follow(read_saved([FINAL.encode()]), file).culprit() is None


@pytest.mark.parametrize("stage", ["0", "3"])
def test_a_stage_of_podman_that_the_file_has_not_is_nowhere(stage: str) -> None:
    """Not even where the file has none at all."""
    log = f"STEP 1/1: FROM a\n[{stage}/2] STEP 1/1: FROM b\nError: it failed\n"
    saved = read_saved([log.encode()])

    assert follow(saved, FILE).records()[0].status is not StepStatus.FAILED
    assert follow(saved, parse(b"# nothing\n")).records() == ()
