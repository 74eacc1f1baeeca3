"""Tests for bisectbuild.report.comparison: text, Markdown and JSON of what changed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from bisectbuild.compare import compare
from bisectbuild.compare.model import Comparison
from bisectbuild.postmortem import Postmortem, Status
from bisectbuild.report.comparison import RENDERERS, renderer
from bisectbuild.report.comparison.text import text
from bisectbuild.tty.paint import Paint
from tests.support.postmortems import FINDINGS, full, hostile, least


def _before() -> Postmortem:
    """Give a healthy build of nearly the same file, mostly cached."""
    cached = tuple(replace(s, status="cached", seconds=0.0) for s in full().steps)
    changed = replace(cached[9], source=cached[9].source.replace("-dve", "-dev"), status="done")
    steps = (*cached[:8], replace(cached[8]), changed, *cached[10:11])
    record = full(steps=steps, status=Status.HEALTHY, culprit=None, findings=FINDINGS[1:2])
    return replace(record, seconds=0.9, started="2026-01-01T03:04:05+00:00", build_args={})


def _shown(comparison: Comparison, form: str = "text") -> str:
    return renderer(form)(comparison).decode()


def test_the_text_tells_what_changed() -> None:
    """The whole of it, so that a change of it is seen."""
    assert _shown(compare(_before(), full())) == (
        "before    shop/Dockerfile builds\n"
        "          2026-01-01 03:04 UTC, 0.9s\n"
        "after     shop/Dockerfile:12 fails (exit code 100): RUN set -e; …\n"
        "          2026-01-02 03:04 UTC, 6.2s\n"
        "\n"
        "Why\n"
        "  new     BB301, almost certain: apt knows no package libkestrel-dve.\n"
        "  new     BB101, possible: possibly: packages.example could not be resolved.\n"
        "  still   BB320, plausible: The index of registry.example/base/debian:12 may be stale.\n"
        "\n"
        "Steps that changed\n"
        "       2  ARG RELEASE=12\n"
        "          cached → built\n"
        "       5  COPY theme/ ./\n"
        "          cached → built\n"
        "       6  RUN ./pack-theme --out theme.pack\n"
        "          cached → cancelled\n"
        "      11  COPY requirements.txt ./\n"
        "          cached → built\n"
        "  ~   12  RUN set -e; …\n"
        "          built → failed, 4.4s slower\n"
        "      16  COPY --from=assets /assets/theme.pack ./\n"
        "          cached → not reached\n"
        '  +   17  CMD ["kestrel", "serve"]\n'
        "          new, not reached\n"
        "\n"
        "Steps that ran again (✗: the cache was hit before)\n"
        "  ✗    5  COPY theme/ ./\n"
        "          likely: the build arg RELEASE has another value\n"
        "  ✗    6  RUN ./pack-theme --out theme.pack\n"
        "          the COPY of line 5 before it ran anew\n"
        "  ✗   11  COPY requirements.txt ./\n"
        "          likely: the build arg RELEASE has another value\n"
        "      12  RUN set -e; …\n"
        "          its own text changed\n"
        "\n"
        "Around the build\n"
        "  build arg RELEASE: none → 12\n"
        "  build arg API_TOKEN: none → ***\n"
    )


def test_two_builds_that_end_alike_are_said_to() -> None:
    """It is the first question."""
    assert "Both end in the same way." in _shown(compare(full(), full()))
    assert "Both end in the same way." not in _shown(compare(least(), full()))


def test_what_did_not_change_is_left_out() -> None:
    """There is nothing to say of it."""
    shown = _shown(compare(least(), least()))

    assert "Steps" not in shown
    assert "Why" not in shown
    assert "Around" not in shown


def test_small_differences_of_time_are_left_out() -> None:
    """No build takes the same time twice."""
    steps = full().steps
    slower = [replace(s, seconds=(s.seconds or 0) * 1.1) for s in steps]

    assert "slower" not in _shown(compare(full(), full(steps=tuple(slower))))


@pytest.mark.parametrize("width", [1, 40, 70])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """Of less than 40 columns 40 are taken."""
    shown = text(compare(hostile(), full()), Paint(on=False), width=width)

    assert max(map(len, shown.splitlines())) <= max(width, 40) + 10


def test_the_json_has_both_sides_of_every_step() -> None:
    """A program reads what it wants."""
    document = json.loads(_shown(compare(_before(), full()), "json"))
    steps = {s["after"]["line_start"]: s for s in document["steps"] if s["after"]}

    assert (document["schema_version"], document["kind"]) == (1, "comparison")
    assert document["after"]["culprit"]["line_start"] == 12
    assert steps[12]["change"] == "changed"
    assert steps[12]["ran_again"] == {
        "kind": "text",
        "text": "its own text changed",
        "sure": "known",
        "line": None,
    }
    assert steps[5]["hit_lost"] is True
    assert [found["code"] for found in document["findings"]["new"]] == ["BB301", "BB101"]
    assert document["circumstances"][0] == {
        "name": "build arg RELEASE",
        "before": "",
        "after": "12",
    }


def test_the_markdown_is_lists_and_two_tables() -> None:
    """As GitHub shows them."""
    tokens = (
        MarkdownIt("commonmark")
        .enable("table")
        .parse(_shown(compare(_before(), full()), "markdown"))
    )
    kinds = [token.type for token in tokens]

    assert kinds.count("table_open") == 2
    assert kinds.count("heading_open") == 5


@pytest.mark.parametrize("form", RENDERERS)
def test_hostile_text_stays_text(form: str) -> None:
    """A record may come from anyone."""
    shown = _shown(compare(hostile(), full()), form)

    assert "\x1b" not in shown
    assert "\u202e" not in shown
    if form == "markdown":
        tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(shown)
        inline = {c.content for t in tokens for c in (t.children or ()) if c.type == "html_inline"}
        assert inline <= {"<!-- -->"}
        assert not [t for t in tokens if t.type == "html_block"]


def test_the_markdown_of_large_builds_fits_into_a_comment() -> None:
    """The rest is counted."""
    steps = tuple(
        replace(full().steps[4], source=f"RUN {n} " + "€" * 500, line_start=n, index=n)
        for n in range(2000)
    )
    environment = {f"{n}" * 50: "€" * 500 for n in range(500)}
    shown = _shown(compare(least(), full(steps=steps, environment=environment)), "markdown")

    assert len(shown) < 60_000
    assert "and 1960 more" in shown
