"""Hiding here-documents from the grammar."""

from __future__ import annotations

import pytest

from bisectbuild.script.heredocs import hide


@pytest.mark.parametrize(
    ("text", "shown", "bodies"),
    [
        (b"bake <<E bash\nflour\nE\nrest", b"bake     bash\n       \nrest", [b"flour\n"]),
        (b"bake <<E; rest\nE\nrest", b"bake    ; rest\n \nrest", [b""]),
        (b"a <<-'E' 2>&1 | b\n\tx\n\tE", b"a        2>&1 | b\n     ", [b"\tx\n"]),
        (b"a <<A <<B && b\n1\nA\n2\nB\n", b"a         && b\n   \n   \n", [b"1\n", b"2\n"]),
        (b'a "$(b <<E\nit\'s\nE\n)" c', b'a "$(b    \n      \n)" c', [b"it's\n"]),
        (b"a <<E\nnever ends", b"a    \n          ", [b"never ends"]),
    ],
)
def test_opener_and_body_become_blanks(text: bytes, shown: bytes, bodies: list[bytes]) -> None:
    """Every byte keeps its place, and the line of the opener its end."""
    found, heredocs = hide(text)

    assert [text[heredoc.body : heredoc.body_end] for heredoc in heredocs] == bodies
    assert len(found) == len(text)
    assert found.replace(b"\n", b" ") == shown.replace(b"\n", b" ").ljust(len(text))


@pytest.mark.parametrize(
    "text",
    [
        b"echo '<<E'\nE",
        b'echo "<<E"\nE',
        b"echo $((1 << N))\nN",
        b"cat <<<word\nword",
        b"# <<E\nE",
    ],
)
def test_what_only_looks_like_one_stays(text: bytes) -> None:
    """Quoted, in arithmetic, a here-string, a comment."""
    assert hide(text) == (text, ())
