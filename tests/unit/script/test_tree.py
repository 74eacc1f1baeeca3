"""Reading a shell text into a tree."""

from __future__ import annotations

import pytest

from bisectbuild.script.parts import Kind, Tree
from bisectbuild.script.tree import tree


def drawn(part: Tree, text: bytes) -> str:
    """Draw a tree: commands as written, everything else by its kind."""
    if part.kind is Kind.COMMAND:
        shown = text[part.start : part.end].decode()
        inner = ", ".join(drawn(one, text) for one in part.parts)
        return f"{shown} <{inner}>" if inner else shown
    parts = [drawn(one, text) for one in (*part.before, *part.parts)]
    name = " ".join((part.kind.value, *part.signs, *([part.name] if part.name else ())))
    return f"{name}({', '.join(parts)}){'?' if part.quiet else ''}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b", "a b"),
        ("a; b\n# why\nc", "list(a, b, c)"),
        ("a && b || c && d", "chain && || &&(a, b, c, d)"),
        ("a | b | c && d", "chain &&(pipe(a, b, c), d)"),
        ("a && b | c 2>&1 | d > f && e", "chain && &&(a, pipe(b, c 2>&1, d > f), e)"),
        ("! a | b", "not(pipe(a, b))"),
        ("a && ! b", "chain &&(a, not(b))"),
        ("(a; b) && c", "chain &&(subshell(list(a, b)), c)"),
        ("{ a; } > f 2>&1", "list(a)?"),
        ("{ a; } 2>/dev/null", "list(a)?"),
        ("{ a; } > f", "list(a)"),
        ("if a; then b; elif c; then d; else e; fi", "if(a, b, if(c, d, e))"),
        ("while a; do b; done", "while while(a, b)"),
        ("until a; do b; c; done", "while until(a, list(b, c))"),
        ("for i in $(a) x; do b; done", "for(subshell(a), b)"),
        ("case $(a) in x) b;; *) c; d;; esac", "case(subshell(a), b, list(c, d))"),
        ("f() { a; }; f x", "list(function f(list(a)), f x)"),
        ("function f { a; }", "function f(list(a))"),
        ("a & b", "list(background(a), b)"),
        ("v=$(a | b) c `d`", "v=$(a | b) c `d` <subshell(pipe(a, b)), subshell(d)>"),
        ("diff <(a) x", "diff <(a) x <subshell(a)>"),
        ("[[ a && b ]] && ((n++))", "chain &&([[ a && b ]], ((n++)))"),
        ("X=1 Y=2; Z=3", "list(X=1 Y=2, Z=3)"),
        ("cat <<E > f && a\nx && y\nE\nb", "list(chain &&(cat <<E > f, a), b)"),
        ("<<E sh\na\nE", "<<E sh"),
    ],
)
def test_a_text_is_read_as_a_shell_reads_it(text: str, expected: str) -> None:
    """Pipes bind closer than lists; redirections are the last command's."""
    found = tree(text.encode())

    assert found is not None
    assert drawn(found, text.encode()) == expected


@pytest.mark.parametrize("text", ["", "# only this", "a && && b", "if a; then b"])
def test_what_is_no_program_is_none(text: str) -> None:
    """Nothing to run, or a fault in the grammar."""
    assert tree(text.encode()) is None


def test_values_and_redirections_are_marked() -> None:
    """What a trace shows differently, or not at all."""
    text = b'a $x "${y}" $(b) > f 2>&1 <<E\nE'
    found = tree(text)

    assert found is not None
    assert [text[start:end] for start, end in found.holes] == [b"$x", b"${y}", b"$(b)"]
    assert [text[start:end] for start, end in found.redirects] == [b"> f", b"2>&1", b"<<E"]


def test_a_long_list_is_read_without_recursion() -> None:
    """As deep as it is long, were it nested."""
    found = tree(" && ".join(["a"] * 3000).encode())

    assert found is not None
    assert len(list(found.commands())) == 3000
