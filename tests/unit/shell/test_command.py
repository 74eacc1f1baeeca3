"""What a RUN runs."""

from __future__ import annotations

import pytest

from bisectbuild.dockerfile.parse import parse
from bisectbuild.shell.command import RunCommand, run_command, traced

SH = ("/bin/sh", "-c")


def command(text: str, shell: tuple[str, ...] = ()) -> RunCommand:
    """Read the last instruction of a file."""
    return run_command(parse(f"FROM x\n{text}".encode()).instructions[-1], shell)


def test_the_shell_form_is_one_text_for_the_shell() -> None:
    """Continuations are joined, flags left out; the SHELL in force is asked."""
    found = command("RUN --network=none a && \\\n  # no\n  b 'c  d'\n")
    assert found == RunCommand(shell=SH, text="a &&   b 'c  d'")
    assert found.argv() == (*SH, "a &&   b 'c  d'")
    assert command("RUN a\n", ("bash", "-o", "pipefail", "-c")).argv()[-2:] == ("-c", "a")


def test_the_exec_form_is_its_words() -> None:
    """What is no array of strings is text."""
    assert command('RUN ["a", "b c", "\\u00e9"]\n').argv() == ("a", "b c", "é")
    assert command("RUN ['a']\n").text == "['a']"
    assert command("RUN [1]\n").text == "[1]"


def test_a_heredoc_alone_is_its_body() -> None:
    """As BuildKit has it; tabs go where `<<-` says so."""
    assert command("RUN <<EOF\na\n\tb\nEOF\n").text == "a\n\tb\n"
    assert command("RUN <<-'EOF'\n\ta\n\t\tb\n\tEOF\n").text == "a\nb\n"
    assert command("RUN <<EOF cat\na\nEOF\n").text == "<<EOF cat\na\nEOF"
    assert command("RUN cat <<A <<B\n1\nA\n2\nB\n").text == "cat <<A <<B\n1\nA\n2\nB"


def test_a_heredoc_that_names_its_interpreter_is_a_file() -> None:
    """The shell gets the file's path."""
    found = command("RUN <<EOF\n#!/bin/python\nx\nEOF\n")
    assert found.script == "#!/bin/python\nx\n"
    assert found.argv("/there/EOF") == (*SH, "/there/EOF")
    assert found.runs


@pytest.mark.parametrize("text", ["COPY a /\n", "ENV A=1\n", "ONBUILD RUN a\n"])
def test_other_instructions_run_nothing(text: str) -> None:
    """Only a RUN does."""
    assert not command(text).runs


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("/bin/sh", "-c", "a"), ("/bin/sh", "-x", "-c", "a")),
        (("/bin/bash", "-o", "pipefail", "-c"), ("/bin/bash", "-x", "-o", "pipefail", "-c")),
        (("busybox", "sh", "-c", "a"), ("busybox", "sh", "-x", "-c", "a")),
        (("/usr/bin/env", "bash", "-c"), ("/usr/bin/env", "bash", "-x", "-c")),
        (("npm", "sh"), None),
        (("busybox",), None),
        (("pwsh", "-c"), None),
    ],
)
def test_a_trace_is_asked_of_shells_alone(
    words: tuple[str, ...], expected: tuple[str, ...] | None
) -> None:
    """`-x` comes right behind the shell's name."""
    assert traced(words) == expected
