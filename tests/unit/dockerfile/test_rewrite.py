"""Parts of an instruction, written again."""

from __future__ import annotations

import pytest

from bisectbuild.dockerfile.model import Flag
from bisectbuild.dockerfile.parse import parse
from bisectbuild.dockerfile.rewrite import flag_word, json_form, own_bytes, with_flag


def test_a_run_keeps_its_bytes_whatever_is_in_them() -> None:
    """Continued lines, a here-document, bytes that are no UTF-8."""
    text = b"FROM a\nRUN x \\\n  \xff\nRUN <<E\nb\nE\n"
    _, run, heredoc = parse(text).instructions

    assert own_bytes(parse(text), run) == b"RUN x \\\n  \xff\n"
    assert own_bytes(parse(text), heredoc) == b"RUN <<E\nb\nE\n"


def test_an_escape_at_the_end_of_the_file_is_left_out() -> None:
    """It would take the next line in."""
    dockerfile = parse(b"FROM a\nRUN x \\")

    assert own_bytes(dockerfile, dockerfile.instructions[1]).split() == [b"RUN", b"x"]


def test_a_flag_goes_behind_the_keyword() -> None:
    """Before the person's own."""
    assert with_flag(b"  run --network=none x\n", "--a=b") == b"  run --a=b --network=none x\n"


@pytest.mark.parametrize(
    ("flag", "word"),
    [
        (Flag(name="a", value=None), "--a"),
        (Flag(name="mount", value='type=x,target="/a b"'), r"--mount=type=x,target=\"/a\ b\""),
    ],
)
def test_a_flag_is_written_such_that_it_is_read_the_same(flag: Flag, word: str) -> None:
    """Quotes, blanks and backslashes are escaped."""
    assert flag_word(flag) == word


def test_no_here_document_is_seen_in_an_exec_form() -> None:
    """BuildKit looks for << in the whole line."""
    written = json_form(("sh", "-c", "cat <<E"))
    dockerfile = parse(f"FROM a\nRUN {written}\nRUN b\n".encode())

    assert "<" not in written
    assert len(dockerfile.instructions) == 3
