"""From a saved build to an outcome."""

from __future__ import annotations

from bisectbuild.builder import FailureKind
from bisectbuild.cli.judged import judge, masked_log
from bisectbuild.dockerfile.parse import parse
from bisectbuild.outcome import Broken, Healthy, Inconclusive, Outcome
from bisectbuild.saved.read import read_saved
from bisectbuild.trace.digest import digest_lines
from tests.unit.saved.logs import DOCKERFILE, LEGACY, PASSING, PLAIN, RETURNED, STEPS

FILE = parse(DOCKERFILE.encode())


def judged(log: str, secrets: tuple[str, ...] = ()) -> Outcome:
    """Judge a log."""
    return judge(read_saved([log.encode()]), FILE, secrets)


def test_the_culprit_and_the_layer_before_it_are_named() -> None:
    """The legacy builder tells that layer's image too."""
    plain, legacy = judged(PLAIN), judged(LEGACY + RETURNED)

    for outcome, image in ((plain, ""), (legacy, "2f1c4f0d8a1b")):
        assert isinstance(outcome, Broken)
        assert outcome.culprit.instruction.span.start == 4
        assert outcome.culprit.exit_code == 2
        assert outcome.last_good is not None
        assert outcome.last_good.instruction.span.start == 3
        assert outcome.last_good.image == image


def test_a_build_that_passed_is_healthy() -> None:
    """With all its instructions."""
    outcome = judged(PASSING)

    assert isinstance(outcome, Healthy)
    assert len(outcome.records) == 3


def test_what_is_no_instructions_fault_is_inconclusive() -> None:
    """And says what it is."""
    reasons = {
        STEPS + "ERROR: Cannot connect to the Docker daemon at unix:///x\n": "The engine failed",
        'unable to prepare context: path "x" not found\nERROR: failed to build: x\n': "",
        STEPS.partition("#5")[0] + "#5 [2/3] COPY app /srv\n": "this still runs: COPY app /srv",
        "nothing\n": "No line of a container build was found",
    }  # fmt: skip
    for log, reason in reasons.items():
        outcome = judged(log)
        assert isinstance(outcome, Inconclusive)
        assert reason in outcome.reason


def test_a_build_that_was_interrupted_blames_no_step() -> None:
    """The step under way is a victim."""
    log = (
        f"{STEPS}#6 [3/3] RUN make     world\n#6 CANCELED\n"
        "ERROR: failed to solve: Canceled: context canceled\n"
    )
    outcome = judged(log)

    assert isinstance(outcome, Inconclusive)
    assert outcome.failure.kind is FailureKind.CANCELLED


def test_a_file_that_was_refused_is_blamed_at_its_line() -> None:
    """Nothing is good before it."""
    outcome = judged("Error response from daemon: dockerfile parse error line 3: oh\n")

    assert isinstance(outcome, Broken)
    assert (outcome.culprit.instruction.span.start, outcome.last_good) == (3, None)


def test_secrets_are_masked_in_lines_and_messages() -> None:
    """In all that is kept of the log."""
    outcome = judged(PLAIN.replace("cc -c", "cc hunter-2 -c"), ("hunter-2",))

    assert isinstance(outcome, Broken)
    step = outcome.culprit.step
    assert step is not None
    assert step.log is not None
    assert step.log.lines[0] == "cc *** -c world.c"
    assert step.tail[0] == "cc *** -c world.c"


def test_masking_changes_no_number() -> None:
    """A key spans lines, and each of them stays one."""
    lines = ["a", "-----BEGIN PRIVATE KEY-----", "MIIEv", "-----END PRIVATE KEY-----", "b"]

    masked = masked_log(digest_lines(lines), ())

    assert masked.lines == ("a", f"{lines[1]}***", "***", lines[3], "b")
    assert masked.numbers == (1, 2, 3, 4, 5)
    assert masked_log(digest_lines([]), ()).lines == ()
