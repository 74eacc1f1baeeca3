"""The command that a message quotes leads to its instruction."""

from __future__ import annotations

import pytest

from bisectbuild.dockerfile.parse import parse
from bisectbuild.saved.command import failed_command, instruction_of

FILE = parse(
    b"FROM base\nRUN make all\nRUN echo $A && \\\n    test 1\nRUN <<EOF\nmake docs\nmake it\nEOF\n"
    b"RUN twice\nRUN twice\n"
)


@pytest.mark.parametrize(
    "message",
    [
        'process "/bin/sh -c make all" did not complete successfully: exit code: 2',
        'process "/bin/bash -o pipefail -c make all" did not complete successfully: exit code: 2',
        "executor failed running [/bin/sh -c make all]: exit code: 2",
        "The command '/bin/sh -c make all' returned a non-zero code: 2",
        'process "make all" did not complete successfully: exit code: 2',
    ],
)
def test_the_shell_before_it_is_no_part_of_it(message: str) -> None:
    """In the words of each builder."""
    found = instruction_of(FILE, message)

    assert failed_command(message) == "make all"
    assert found is not None
    assert found.span.start == 2


@pytest.mark.parametrize(
    ("command", "line"), [("echo $A &&     test 1", 3), (r"make docs\nmake it\n", 5)]
)
def test_commands_of_several_lines_are_found(command: str, line: int) -> None:
    """Variables are not expanded in it; a here-document is its body."""
    found = instruction_of(FILE, f'process "/bin/sh -c {command}" did not complete successfully: ')

    assert found is not None
    assert found.span.start == line


@pytest.mark.parametrize("command", ["twice", "once", "a"])
def test_where_no_one_instruction_has_it_none_is_named(command: str) -> None:
    """Two have it, or none."""
    assert instruction_of(FILE, f'process "/bin/sh -c {command}" did not complete: x') is None


def test_a_message_without_command_quotes_none() -> None:
    """A missing file, for instance."""
    assert failed_command('failed to compute cache key: "/x": not found') == ""
