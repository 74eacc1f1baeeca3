"""CMake's errors are read with their place and their whole text."""

from __future__ import annotations

from bisectbuild.diagnose.rules.compiler.cmake_log import errors, evidence
from bisectbuild.trace.digest import digest_lines

_LOG = digest_lines(
    [
        "-- The C compiler identification is GNU 13.2.0",
        "CMake Error at src/CMakeLists.txt:18 (ADD_SUBDIRECTORY):",
        "  The source directory",
        "",
        "    /app/deps/kite",
        "",
        "  does not contain a CMakeLists.txt file.",
        "",
        "",
        "CMake Error: The build stopped.",
        "-- Configuring incomplete, errors occurred!",
    ]
)


def test_an_error_has_its_place_command_and_text() -> None:
    """The text is joined over empty lines, up to two of them or a line at the margin."""
    first, second = errors(_LOG)

    assert first.place == "src/CMakeLists.txt:18"
    assert first.command == "add_subdirectory"
    assert first.text == (
        "The source directory /app/deps/kite does not contain a CMakeLists.txt file."
    )
    assert (second.place, second.text) == ("", "The build stopped.")


def test_evidence_is_the_head_and_the_first_lines_of_the_text() -> None:
    """Empty lines are left out, and each line keeps its number."""
    first, _ = errors(_LOG)

    assert [(proof.line, proof.text) for proof in evidence(_LOG, first)] == [
        (2, "CMake Error at src/CMakeLists.txt:18 (ADD_SUBDIRECTORY):"),
        (3, "The source directory"),
        (5, "/app/deps/kite"),
    ]


def test_an_error_at_the_end_of_a_log_has_what_is_there() -> None:
    """A log may be cut off."""
    log = digest_lines(["CMake Error at CMakeLists.txt:3 (message):"])

    (error,) = errors(log)

    assert error.text == ""
    assert len(evidence(log, error)) == 1
