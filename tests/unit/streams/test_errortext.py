"""The final message of a failed build."""

from __future__ import annotations

import pytest

from bisectbuild.builder import Failure, FailureKind, Location
from bisectbuild.streams.errortext import (
    FailedStep,
    command_of,
    exit_code_of,
    is_cancelled,
    read_failure,
    strip_prefixes,
)

RUN_ERROR = 'process "/bin/sh -c exit 7" did not complete successfully: exit code: 7'
COPY_ERROR = 'failed to calculate checksum of ref moby::x: "/nothere": not found'
BLOCK = "Dockerfile:3\n" + "-" * 20 + "\n   2 |     RUN a\n   3 | >>> RUN b\n" + "-" * 20 + "\n"


def _read(tail: str, *steps: FailedStep, code: int = 1) -> Failure:
    return read_failure(tail, code, steps)


def _step(error: str, name: str = "[2/3] RUN x", key: str = "a") -> FailedStep:
    return FailedStep(id=key, name=name, error=error)


@pytest.mark.parametrize(
    "prefixes",
    [
        "ERROR: failed to build: failed to solve: ",
        "ERROR: failed to solve: ",
        "error: failed to solve: rpc error: code = Unknown desc = ",
        "failed to solve with frontend dockerfile.v0: failed to create LLB definition: ",
        "failed to solve with frontend gateway.v0: failed to build LLB: ",
        "ERROR: target web: failed to solve: ",
        "Error: buildx failed with: ERROR: failed to solve: ",
        "failed to solve: ResourceExhausted: ",
        "Service 'x' failed to build : ",
    ],
)
def test_known_prefixes_are_taken_off(prefixes: str) -> None:
    """However many stand before the message."""
    assert strip_prefixes(prefixes + COPY_ERROR) == COPY_ERROR


def test_the_step_to_blame_is_the_one_whose_error_ends_the_message() -> None:
    """Several steps can fail at once; only one reaches the final message."""
    other = _step('failed to calculate checksum of ref moby::x: "/other": not found', key="b")
    failure = _read(
        f"ERROR: failed to solve: failed to compute cache key: {COPY_ERROR}\n",
        other,
        _step(COPY_ERROR),
    )

    assert (failure.step, failure.kind) == ("a", FailureKind.STEP)


def test_the_client_of_20_10_prints_neither_block_nor_prefix() -> None:
    """Its last line is all there is."""
    error = "executor failed running [/bin/sh -c a]: exit code: 1; b]: exit code: 7"
    failure = _read(f"------\n > [2/3] RUN a:\n------\n{error}\n", _step(error))

    assert failure.message == error
    assert failure.exit_code == 7
    assert failure.step == "a"


def test_the_exit_code_is_read_from_the_right() -> None:
    """The command itself may speak of exit codes."""
    error = 'process "/bin/sh -c echo \\"exit code: 3\\"" did not complete successfully: '

    assert exit_code_of(error + "exit code: 100") == 100
    assert exit_code_of("executor failed running [sh -c exit code: 9]: exit code: 8") == 8
    assert exit_code_of(error + "cannot allocate memory") is None
    assert exit_code_of('"/x": not found') is None


def test_a_cancelled_137_is_no_exit_code() -> None:
    """It is a victim of another step, not a process out of memory."""
    error = RUN_ERROR.replace("7", "137") + ": context canceled: context canceled"

    assert is_cancelled(error)
    assert exit_code_of(error) is None


def test_a_real_137_is_an_exit_code() -> None:
    """Killed from outside, most often for want of memory."""
    assert exit_code_of(RUN_ERROR.replace("code: 7", "code: 137")) == 137


def test_the_command_is_unquoted_as_go_quoted_it() -> None:
    """Here-documents arrive on one line."""
    error = r'process "/bin/sh -c a\n\"b\\n\"\t\x1b\u00e9" did not complete successfully: x'

    assert command_of(error) == '/bin/sh -c a\n"b\\n"\t\x1b\u00e9'
    assert command_of("nothing") is None


def test_location_blocks_give_the_marked_lines() -> None:
    """Several blocks, the inner cause first; one that marks nothing names its first line."""
    two = BLOCK + BLOCK.replace("3 | >>>", "4 | >>>").replace("2 |    ", "3 | >>>")
    none = BLOCK.replace(">>>", "   ")

    assert _read(two + "ERROR: x").locations == (
        Location(line_start=3, line_end=3),
        Location(line_start=3, line_end=4),
    )
    assert _read(none + "ERROR: x").locations == (Location(line_start=3, line_end=3),)


def test_location_blocks_with_blank_lines_between_are_read() -> None:
    """As compose and some terminals print them."""
    spaced = BLOCK.replace("\n", "\n\n")

    failure = _read(spaced + "failed to solve: boom\n")

    assert failure.locations == (Location(line_start=3, line_end=3),)
    assert failure.message == "boom"


def test_colours_and_the_warnings_summary_are_passed_over() -> None:
    """The client paints it even into a file."""
    warned = (
        "\n \x1b[33m1 warning found (use docker --debug to expand):\n"
        "\x1b[0m - DuplicateStageName: Duplicate stage name (line 7)\n"
    )

    failure = _read(f"{warned}{BLOCK}ERROR: failed to solve: {RUN_ERROR}", _step(RUN_ERROR))

    assert failure.message == RUN_ERROR
    assert failure.raw == f"ERROR: failed to solve: {RUN_ERROR}"


def test_a_message_of_two_lines_is_kept_whole() -> None:
    """Registries answer with bodies."""
    text = "ERROR: failed to solve: x: 429 Too Many Requests\ntoomanyrequests: limit reached\n"

    assert _read(text).message.endswith("Requests\ntoomanyrequests: limit reached")


KINDS = {
    "failed to solve: dockerfile parse error on line 3: unknown instruction: RUUN": "file",
    "failed to solve with frontend dockerfile.v0: failed to create LLB definition: "
    "the Dockerfile cannot be empty": "file",
    "ERROR: failed to solve: invalid signal: nonsense": "conversion",
    "failed to solve with frontend dockerfile.v0: failed to create LLB definition: "
    "Invalid signal: nonsense": "conversion",
    'ERROR: unable to prepare context: path "nope" not found': "setup",
    'ERROR: failed to solve: target stage "zz" could not be found': "setup",
    "ERROR: failed to solve: failed to read dockerfile: open D: no such file or directory": "setup",
    "unknown flag: --nonsense\nSee 'docker build --help'.": "setup",
    "ERROR: Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?": (
        "engine"
    ),
    "failed to dial gRPC: cannot connect to the Docker daemon. Is 'docker daemon' running on this "
    "host?: dial tcp 127.0.0.1:1: connect: connection refused": "engine",
    "error during connect: Head http://x: EOF": "engine",
    "ERROR: failed to solve: Unavailable: error reading from server: EOF": "engine",
    "failed to receive status: rpc error: code = Unavailable desc = closing transport due to: "
    "connection error": "engine",
    "ERROR: BuildKit is enabled but the buildx component is missing or broken.": "engine",
    "docker: 'buildx' is not a docker command.\nSee 'docker --help'": "engine",
    "ERROR: failed to solve: write /var/x: no space left on device": "engine",
    "context canceled": "cancelled",
    "ERROR: failed to build: failed to solve: Canceled: context canceled": "cancelled",
}


@pytest.mark.parametrize("text", KINDS)
def test_each_kind_of_failure_is_told_from_the_others(text: str) -> None:
    """They need different advice."""
    assert _read(text).kind == KINDS[text]


NAMES = {
    "[internal] load metadata for docker.io/library/x:y": "conversion",
    "resolve image config for docker-image://docker.io/docker/dockerfile:1": "conversion",
    "[internal] load build context": "setup",
    "exporting to image": "export",
    "pushing example/x:1 with docker": "export",
    "[2/3] RUN echo exporting to": "step",
    "[1/3] FROM docker.io/library/x:y": "step",
}


@pytest.mark.parametrize("name", NAMES)
def test_the_failed_step_decides_the_kind(name: str) -> None:
    """Resolving a base is no step: earlier ones may never have run."""
    assert _read("ERROR: failed to solve: boom", _step("boom", name)).kind == NAMES[name]


def test_a_registry_that_refuses_is_the_base_images_trouble() -> None:
    """Not the engine's, though the words are the same."""
    error = "failed to do request: dial tcp 127.0.0.1:5000: connect: connection refused"
    name = "[internal] load metadata for localhost:5000/x"

    assert _read(f"ERROR: failed to solve: x: {error}", _step(error, name)).kind == "conversion"


def test_a_full_disk_is_the_engines_trouble_though_a_step_failed() -> None:
    """Unless a process printed those words and failed by itself."""
    error = "failed to copy files: write /x: no space left on device"
    quoted = RUN_ERROR.replace("exit 7", "echo no space left on device; exit 7")

    assert _read(f"ERROR: failed to solve: {error}", _step(error)).kind == "engine"
    assert _read(f"ERROR: failed to solve: {quoted}", _step(quoted)).kind == "step"


def test_a_parse_errors_own_line_serves_where_no_block_is_printed() -> None:
    """As with the client of 20.10."""
    failure = _read("failed to solve: dockerfile parse error line 12: unknown instruction: X")

    assert failure.locations == (Location(line_start=12, line_end=12),)


def test_silence_is_told_as_such() -> None:
    """A client that dies without a word."""
    assert _read("", code=2).message == (
        "the builder's command ended with exit code 2 and said no more"
    )


def test_numbers_of_endless_digits_are_not_read() -> None:
    """Python refuses to, and no process has such an exit code, no file such a line."""
    digits = "9" * 5000

    assert exit_code_of(f"{RUN_ERROR[:-1]}{digits}") is None
    failure = _read(f"ERROR: failed to solve: dockerfile parse error on line {digits}: no\n")
    assert (failure.kind, failure.locations) == (FailureKind.FILE, ())
    block = BLOCK.replace("Dockerfile:3", f"Dockerfile:{digits}").replace("3 |", f"{digits} |")
    assert _read(f"{block}ERROR: failed to solve: {RUN_ERROR}\n").locations == ()


@pytest.mark.parametrize("code", ["Uffffffff", "U00110000", "ud800"])
def test_a_code_of_no_character_is_replaced(code: str) -> None:
    """Go prints none such; a log may hold it."""
    assert command_of(f'process "a\\{code}b" failed') == "a\N{REPLACEMENT CHARACTER}b"
