"""Tests for bisectbuild.report.marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bisectbuild.report.marks import code, fence, prose, sentence
from bisectbuild.tty.text import one_line, visible

_READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_LEAST = "text paragraph_open paragraph_close inline html_inline softbreak".split()


def _kinds(text: str) -> set[str]:
    tokens = _READER.parse(text)
    return {t.type for token in tokens for t in (token, *(token.children or ()))}


_TEXTS = st.text(alphabet=st.sampled_from("ab `*_[]()<>#+-.!|~&@:/\\$=1\n\t\"'"), max_size=40)


@given(_TEXTS)
def test_prose_is_text_and_nothing_else(text: str) -> None:
    """However it begins and whatever is in it; the only HTML is our empty comment."""
    shown = prose(text, 100)

    assert _kinds(shown) <= set(_LEAST)
    inline = [c for t in _READER.parse(shown) for c in (t.children or ())]
    assert {c.content for c in inline if c.type == "html_inline"} <= {"<!-- -->"}
    said = "".join(c.content for c in inline if c.type == "text")
    assert said == one_line(text, 100)


@given(_TEXTS)
def test_a_sentence_is_text_and_code_and_nothing_else(text: str) -> None:
    """Whatever an object's name brings into it."""
    assert _kinds(sentence(text, 100)) <= {*_LEAST, "code_inline"}


def test_what_a_rule_puts_in_backticks_is_code() -> None:
    """The blanks around it stay."""
    assert sentence("Run `ls *` there, not `pwd`.", 100) == "Run `ls *` there, not `pwd`."
    assert sentence("a_b `c`", 100) == "a\\_b `c`"


@given(_TEXTS)
def test_code_is_one_piece_of_code(text: str) -> None:
    """Backticks in it do not end it."""
    (inline,) = [t for t in _READER.parse(f"x {code(text, 100)} y") if t.type == "inline"]
    pieces = [c for c in inline.children or () if c.type == "code_inline"]

    assert [piece.content.strip() for piece in pieces] == [one_line(text, 100).strip()]


@given(_TEXTS)
def test_a_fence_holds_its_text(text: str) -> None:
    """Whatever fences are in it."""
    tokens = _READER.parse(fence(text) + "\n\nend")

    assert next(token.type for token in tokens) == "fence"
    assert tokens[0].content == visible(text) + "\n"
    assert tokens[-2].content == "end"


@given(_TEXTS)
def test_code_in_a_table_stays_in_its_cell(text: str) -> None:
    """A bar ends no cell."""
    table = f"| a | b |\n|---|---|\n| {code(text, 100, in_table=True)} | x |\n"
    cells = [t for t in _READER.parse(table) if t.type == "td_open"]

    assert len(cells) == 2


@pytest.mark.parametrize(
    "call",
    ["@everyone", "#12", "http://evil.example", "www.evil.example", "GH-12", "$x$", "a@b.example"],
)
def test_nothing_is_called_or_linked(call: str) -> None:
    """GitHub makes links and calls of them outside code."""
    assert call not in prose(f"see {call} there", 100)
    assert "<!-- -->" in prose(f"see {call} there", 100)
