"""Tests for bisectbuild.report: which formats there are, and writing them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bisectbuild.errors import FileFormatError, UsageError
from bisectbuild.postmortem import FlakyPart, Postmortem, TurnPart
from bisectbuild.report import ENDINGS, RENDERERS, form_of, renderer, write
from tests.support.postmortems import bisection, full, hostile, least

_RECORDS = {"full": full(), "least": least(), "hostile": hostile(), "bisection": bisection()}
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


@pytest.mark.parametrize("form", sorted(set(RENDERERS) - {"json"}))
@pytest.mark.parametrize("dangerous", _DANGEROUS, ids=ascii)
@pytest.mark.parametrize("result", ["found", "undecided", "changes"])
def test_no_text_of_a_bisection_is_dangerous(form: str, dangerous: str, result: str) -> None:
    """Nor what a test prints, nor a title, nor a word."""
    bad = f"before{dangerous}after"
    part = bisection().search
    assert part is not None
    record = bisection(
        {
            "result": result,
            "question": bad,
            "sentence": bad,
            "way": bad,
            "terms": (bad, f"not {bad}"),
            "log": bad,
            "candidates": (bad,),
            "changes": (TurnPart(key=bad, title=bad, before="good", after=bad),),
            "flaky": (FlakyPart(key="12", title=bad, passed=1, runs=2, low=0, high=1),),
            "axis_points": tuple(replace(p, title=bad) for p in part.axis_points),
            "probes": tuple(replace(p, title=bad, reason=bad, output=(bad,)) for p in part.probes),
        }
    )

    shown = renderer(form)(record).decode()

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
