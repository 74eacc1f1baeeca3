"""The Dockerfile as far as a log tells it, and no further."""

from __future__ import annotations

import pytest

from bisectbuild.dockerfile.parse import parse
from bisectbuild.saved.dockerfile import NOTE, Rebuilt, rebuild
from bisectbuild.saved.following import follow
from bisectbuild.saved.read import read_saved
from tests.unit.saved.logs import BLOCK, FAILING, FINAL, LEGACY, PLAIN, RETURNED, STEPS, SUMMARY


def rebuilt(log: str) -> Rebuilt:
    """Put together what a log tells."""
    saved = read_saved([log.encode()])
    assert saved.form is not None
    return rebuild(saved.tape, saved.form)


def lines(log: str) -> list[str]:
    """Give the lines of it."""
    return rebuilt(log).data.decode().splitlines()


def test_quoted_lines_stand_at_their_numbers_and_steps_before_them() -> None:
    """An instruction that is quoted is not repeated."""
    found = rebuilt(PLAIN)

    assert (found.name, found.true_lines) == ("Dockerfile", (2, 6))
    assert found.data.decode().splitlines() == [
        "FROM registry.example/base",
        "",
        "COPY app /srv",
        "RUN make \\",
        "    world",
        "",
    ]


def test_without_quoted_lines_all_steps_stand_in_their_order() -> None:
    """And it says that it is no file of a person's."""
    assert lines(STEPS + FAILING + SUMMARY + FINAL) == [
        NOTE,
        "FROM registry.example/base",
        "COPY app /srv",
        "RUN make world",
    ]


def test_what_the_log_does_not_hold_is_said_not_to_be_there() -> None:
    """Its beginning is missing: the numbers of steps still hold."""
    assert lines(FAILING + SUMMARY + FINAL) == [
        NOTE,
        "FROM unknown-base",
        "RUN # step 2 is not in this log",
        "RUN make world",
    ]
    assert lines(FAILING + SUMMARY + BLOCK + FINAL)[:2] == ["FROM unknown-base", ""]


def test_the_legacy_builders_steps_are_the_whole_file() -> None:
    """Each instruction is one of them."""
    assert lines(LEGACY + RETURNED)[1:] == ["FROM base", "COPY app /srv", "RUN make world"]
    assert lines(LEGACY[LEGACY.index("Step 3") :])[1:] == [
        "FROM unknown-base",
        "RUN # step 2 is not in this log",
        "RUN make world",
    ]


def test_stages_are_told_apart() -> None:
    """By the names that BuildKit shows; `stage-1` is none of the file's."""
    log = """#5 [build 1/2] FROM docker.io/library/base
#5 CACHED

#6 [build 2/2] RUN make
#6 DONE 1.0s

#7 [stage-1 1/2] FROM docker.io/library/small
#7 CACHED

#8 [stage-1 2/2] COPY --from=build /a /a
#8 ERROR: "/a": not found
"""

    assert lines(log)[1:] == [
        "FROM docker.io/library/base AS build",
        "RUN make",
        "FROM docker.io/library/small",
        "COPY --from=build /a /a",
    ]


def test_a_here_document_is_shown_by_what_the_step_is_named() -> None:
    """The name has its first line only."""
    log = "#5 [1/2] FROM a\n#5 CACHED\n\n#6 [2/2] RUN <<EOF (apt-get update...)\n#6 ERROR: x\n"

    (run,) = [entry for entry in parse(rebuilt(log).data).instructions if entry.keyword == "RUN"]
    assert run.heredocs[0].body == "apt-get update...\n"
    assert run.heredocs[0].closed


def test_a_line_that_goes_on_from_one_that_is_not_quoted_is_no_instruction() -> None:
    """It is shown, as a remark."""
    rule = "-" * 20
    block = f"Dockerfile:9\n{rule}\n   8 |       left over\n   9 | >>> RUN make\n{rule}\n"
    text = lines(SUMMARY.replace("3/3", "2/2").replace("make     world", "make") + block + FINAL)

    assert text[7:] == ["#   left over", "RUN make"]
    assert text[1:7] == ["# not in this log"] * 6


def test_where_only_the_last_message_is_left_its_command_is_the_file() -> None:
    """From it alone the instruction is known."""
    assert lines(RETURNED)[1:] == ["FROM unknown-base", "RUN make world"]


def test_a_base_image_that_was_refused_is_named() -> None:
    """No step was ever numbered."""
    log = (
        "#3 [internal] load metadata for docker.io/library/base:9\n"
        "#3 ERROR: docker.io/library/base:9: not found\n"
        "ERROR: failed to solve: base:9: docker.io/library/base:9: not found\n"
    )

    assert lines(log)[1:] == ["FROM base:9"]


def test_a_refused_line_stands_at_its_number() -> None:
    """The message quotes its first word."""
    found = rebuilt(
        "ERROR: failed to solve: dockerfile parse error on line 3: unknown instruction: RUNN"
    )

    assert found.data.decode().splitlines()[2] == "RUNN"
    assert found.true_lines == (3, 3)


@pytest.mark.parametrize("log", [PLAIN, STEPS + FAILING + SUMMARY + FINAL, LEGACY, FINAL, BLOCK])
def test_the_failing_instruction_is_found_in_it(log: str) -> None:
    """That is what it is made for."""
    saved = read_saved([log.encode()])
    found = rebuilt(log)
    step = follow(saved, parse(found.data), places=found.places).culprit()

    assert step is not None
    assert step.instruction.value.split() == ["make", "world"]


@pytest.mark.parametrize(
    "log",
    [
        "ERROR: failed to solve: dockerfile parse error on line 999999: unknown instruction: RUNN",
        "#5 [9999999/9999999] RUN make\n#5 ERROR: boom\n",
        "#5 [10000/10000] RUN make\n#5 ERROR: boom\n",
        f"Step 100000/100000 : RUN make world\n{RETURNED}",
        f"Step 99999/99999 : RUN make world\n{RETURNED}",
        f" 100000 | >>> RUN make\n{FINAL}",
        f" 9999999 | >>> RUN make\n{FINAL}",
        'STEP 1/2: FROM a\nSTEP 2/2: RUN x\nSTEP 9999999/2: y\nError: building at STEP "RUN x": \n',
        f'STEP 99999/99999: RUN x\nError: building at STEP "{"x" * 9}": exit status 2\n',
    ],
)
def test_no_number_in_a_log_makes_a_long_file(log: str) -> None:
    """A process can print any."""
    assert len(lines(log)) <= 5
