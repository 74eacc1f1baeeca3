"""Tests for bisectbuild.report: which formats there are, and writing them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bisectbuild.errors import FileFormatError, UsageError
from bisectbuild.postmortem import Postmortem
from bisectbuild.report import ENDINGS, RENDERERS, form_of, renderer, write
from tests.support.postmortems import full, hostile, least

_RECORDS = {"full": full(), "least": least(), "hostile": hostile()}
# What a terminal, a browser or a reader of XML could obey, and marks that turn text around.
_DANGEROUS = (
    *map(chr, range(9)),
    "\x0b",
    "\x0c",
    "\r",
    "\x1b",
    "\x7f",
    "\u202e",
    "\u2066",
    "\ufffe",
)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.json", "json"),
        ("a.sarif.json", "sarif"),
        ("a.sarif", "sarif"),
        ("a.html", "html"),
        ("a.md", "markdown"),
        ("a.txt", "text"),
        ("a.xml", "junit"),
        ("A.HTML", "html"),
    ],
)
def test_the_ending_tells_the_format(name: str, form: str) -> None:
    """The longest one that fits."""
    assert form_of(Path(name)) == form


@pytest.mark.parametrize("name", ["a.pdf", "a", "json", ".html.bak"])
def test_another_ending_is_refused_with_those_there_are(name: str) -> None:
    """So that nobody has to look them up."""
    with pytest.raises(UsageError) as refusal:
        form_of(Path(name))
    assert ".sarif.json, .json, .txt, .md, .html, .sarif, .xml" in refusal.value.hint


def test_every_ending_has_its_renderer() -> None:
    """And every format an ending."""
    assert set(ENDINGS.values()) == set(RENDERERS)


@pytest.mark.parametrize("form", RENDERERS)
@pytest.mark.parametrize("record", _RECORDS.values(), ids=_RECORDS)
def test_every_format_shows_every_record(form: str, record: Postmortem) -> None:
    """With all parts, with the least, and hostile; always in UTF-8 and ended by a line feed."""
    data = renderer(form)(record)

    assert data.decode().endswith("\n")


@pytest.mark.parametrize("form", sorted(set(RENDERERS) - {"json"}))
@pytest.mark.parametrize("dangerous", _DANGEROUS, ids=ascii)
def test_no_format_for_people_passes_on_dangerous_characters(form: str, dangerous: str) -> None:
    """A log is foreign text."""
    shown = renderer(form)(hostile(f"before{dangerous}after")).decode()

    assert dangerous not in shown
    assert "after" in shown


@pytest.mark.parametrize("form", RENDERERS)
def test_the_same_record_gives_the_same_bytes(form: str) -> None:
    """No clock and no chance in it."""
    assert renderer(form)(full()) == renderer(form)(full())


def test_a_report_is_written_in_its_endings_format(tmp_path: Path) -> None:
    """Whole."""
    write(tmp_path / "a.md", full())

    assert (tmp_path / "a.md").read_bytes() == renderer("markdown")(full())


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """With advice."""
    with pytest.raises(FileFormatError, match="could not be written"):
        write(tmp_path / "nowhere" / "a.json", full())
