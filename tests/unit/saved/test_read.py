"""A saved log as a whole: of every form, of several builds, and of less than one."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator

import pytest

from bisectbuild.builder import BuilderKind
from bisectbuild.dockerfile.parse import parse
from bisectbuild.saved import tape
from bisectbuild.saved.ending import Ending
from bisectbuild.saved.following import follow
from bisectbuild.saved.forms import Form
from bisectbuild.saved.read import Saved, read_saved
from bisectbuild.trace.record import StepRecord
from tests.unit.saved.logs import (
    BLOCK,
    DOCKERFILE,
    FAILING,
    FINAL,
    LEGACY,
    PASSING,
    PLAIN,
    PODMAN,
    RETURNED,
    STEPS,
    SUMMARY,
    TTY,
)

MESSAGES = "".join(
    f"{json.dumps({'stream': line})}\n" for line in LEGACY.splitlines(keepends=True)
) + json.dumps({"errorDetail": {"code": 2, "message": RETURNED.strip()}, "error": "x"})
WHOLE = {
    Form.PLAIN: PLAIN,
    Form.TTY: TTY,
    Form.LEGACY: LEGACY + RETURNED,
    Form.MESSAGES: MESSAGES,
    Form.PODMAN: PODMAN,
}
TAILS = {
    "without its beginning": f"#6 0.300 make: *** [world] Error 1\n#6 ERROR: x\n{SUMMARY}{FINAL}",
    "the summary and the quoted lines": f"{SUMMARY}{BLOCK}{FINAL}",
    "the summary alone": f"{SUMMARY}{FINAL}",
    "the summary without its first line": SUMMARY.removeprefix("------\n") + FINAL,
    "half of the quoted lines": BLOCK[BLOCK.index("   4 |") :] + FINAL,
    "the last line": FINAL,
    "compose's last line": FINAL.replace("ERROR: ", "target app: "),
    "the legacy client's last line": RETURNED,
    "the legacy builder's last step": LEGACY[LEGACY.index("Step 3") :] + RETURNED,
}


def read(text: str, size: int = 100) -> Saved:
    """Read a log in pieces."""
    data = text.encode()
    return read_saved(data[at : at + size] for at in range(0, len(data), size))


def culprit(saved: Saved) -> StepRecord:
    """Give the step to blame, the Dockerfile at hand."""
    found = follow(saved, parse(DOCKERFILE.encode())).culprit()
    assert found is not None
    return found


@pytest.mark.parametrize("form", WHOLE)
def test_the_failing_step_and_its_log_are_found_in_every_form(form: Form) -> None:
    """With the exit code and the lines, at their numbers."""
    saved = read(WHOLE[form])

    step = culprit(saved)
    assert (saved.form, saved.ending, saved.builds) == (form, Ending.FAILED, 1)
    assert (step.instruction.span.start, step.exit_code) == (4, 2)
    assert step.log is not None
    assert step.log.lines == ("cc -c world.c", "make: *** [world] Error 1")
    assert step.log.numbers == (1, 2)


@pytest.mark.parametrize("tail", TAILS)
def test_the_instruction_is_found_in_what_is_left_of_a_log(tail: str) -> None:
    """However little that is."""
    step = culprit(read(TAILS[tail]))

    assert (step.instruction.span.start, step.exit_code) == (4, 2)


@pytest.mark.parametrize(
    ("first", "second", "form"),
    [
        (PLAIN, PLAIN, Form.PLAIN),
        (PASSING, PLAIN, Form.PLAIN),
        (PLAIN, PASSING, Form.PLAIN),
        (LEGACY + RETURNED, LEGACY + RETURNED, Form.LEGACY),
        (TTY, TTY, Form.TTY),
        (PODMAN, PODMAN, Form.PODMAN),
        (LEGACY + RETURNED, PASSING, Form.LEGACY),
        (PASSING, LEGACY + RETURNED, Form.LEGACY),
    ],
)
def test_of_several_builds_the_last_failing_one_counts(first: str, second: str, form: Form) -> None:
    """And how many there were is told."""
    saved = read(f"$ build one\n{first}$ build two\n{second}")

    passing = (first, second).count(PASSING)
    assert (saved.builds, saved.failed) == (2, 2 - passing)
    assert (saved.form, saved.ending) == (form, Ending.FAILED)
    assert culprit(saved).instruction.span.start == 4


@pytest.mark.parametrize(
    "after", ["", "ERROR: Job failed: exit code 1\n", "make: *** [test] Error 2\n"]
)
def test_what_fails_after_a_build_that_passed_is_not_the_build(after: str) -> None:
    """A CI's own step did."""
    assert read(PASSING + after).ending is Ending.PASSED


@pytest.mark.parametrize("text", [STEPS + FAILING[:60], PLAIN[:200], PODMAN[:100]])
def test_a_log_that_ends_before_the_build_is_cut(text: str) -> None:
    """It does not say whether the build failed."""
    assert read(text).ending is Ending.CUT


def test_the_legacy_builders_standard_output_alone_ends_in_the_failing_step() -> None:
    """Its last words go to standard error, which a `>` leaves out."""
    saved = read(LEGACY)

    step = culprit(saved)
    assert (step.instruction.span.start, step.exit_code) == (4, None)
    assert step.log is not None
    assert step.log.lines[-1] == "make: *** [world] Error 1"


def test_lines_before_and_behind_are_no_part_of_it() -> None:
    """However many there are before."""
    noise = "".join(f"setting up the runner {number}\n" for number in range(40_000))

    saved = read(f"{noise}{PLAIN}{noise}", 60_000)

    assert culprit(saved).log_lines == 2
    assert saved.tape.finished is not None
    assert saved.tape.finished.failure is not None
    assert "runner" not in saved.tape.finished.failure.message


@pytest.mark.parametrize("text", ["", "hello\nworld\n", "a log of\nsomething else failed\n"])
def test_a_log_of_no_build_is_told_as_such(text: str) -> None:
    """Nothing is guessed from it."""
    saved = read(text)

    assert (saved.form, saved.builds, saved.odd) == (None, 0, "")


def test_a_text_of_endless_steps_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """No Dockerfile has so many."""
    monkeypatch.setattr(tape, "MOST_STEPS", 50)

    saved = read("".join(f"#{n} [{n}/99] RUN x\n#{n} DONE 0.1s\n\n" for n in range(1, 99)))

    assert saved.form is None
    assert "steps" in saved.odd


def _long(kind: BuilderKind, blocks: int) -> Iterator[bytes]:
    """Give a build whose one step prints blocks of 60 KB, some lines of them telling."""
    plain = kind is BuilderKind.BUILDKIT
    yield (STEPS + "#6 [3/3] RUN make     world\n" if plain else LEGACY).encode()
    prefix = b"#6 0.200 " if plain else b""
    line = b"%bcc -c world.c -o world.o\n" % prefix
    block = line * 1500 + prefix + b"error: but it goes on\n" + line * 500
    for _ in range(blocks):
        yield block
    yield prefix + b"x" * 1_500_000 + b"\n"
    yield (FAILING.partition("\n")[2] + SUMMARY + FINAL if plain else RETURNED).encode()


def _peak(log: Iterator[bytes]) -> tuple[int, Saved]:
    tracemalloc.start()
    try:
        saved = read_saved(log)
        return tracemalloc.get_traced_memory()[1], saved
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("kind", [BuilderKind.BUILDKIT, BuilderKind.LEGACY])
def test_memory_does_not_grow_with_the_log(kind: BuilderKind) -> None:
    """Four times the log takes what a fourth of it does, and what tells is there in the end."""
    some, _ = _peak(_long(kind, 80))
    more, saved = _peak(_long(kind, 320))

    step = culprit(saved)
    assert more - some < 500_000
    assert step.log_bytes > 15_000_000
    assert step.log is not None
    assert len(step.log.text) < 2_000_000
    assert "error: but it goes on" in step.log.lines
    assert step.exit_code == 2
