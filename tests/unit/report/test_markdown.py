"""Tests for bisectbuild.report.markdown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from bisectbuild.postmortem import ChangePart, Evidence, Postmortem, Status
from bisectbuild.report.markdown import render
from tests.support.postmortems import bisection, full, hostile, least, log

_READER = MarkdownIt("commonmark", {"html": True}).enable("table")


def _text(record: Postmortem) -> str:
    return render(record).decode()


def test_what_failed_and_why_stands_first() -> None:
    """The beginning, as it is."""
    assert _text(full()).startswith(
        "## ✗ The build breaks at `shop/Dockerfile:12`\n"
        "\n"
        "`RUN set -e; …`\n"
        "\n"
        "exit code 100, stage `service`, last good layer: line 11\n"
        "\n"
        "> Note: The index of the base image is 90 days old.\n"
        "\n"
        "### Why\n"
        "\n"
        "**apt knows no package libkestrel-dve.** (`BB301`, almost certain, in the Dockerfile)\n"
        "\n"
        "```text\n"
        "    18 | Reading package lists...\n"
        "    20 | E: Unable to locate package libkestrel-dve\n"
        "```\n"
        "\n"
        "Correct the name in line 14: libkestrel-dev is in the repositories.\n"
        "\n"
        "```sh\n"
        "apt-cache search libkestrel\n"
        "apt-get install -y libkestrel-dev\n"
        "```\n"
    )


def test_the_failing_command_is_marked() -> None:
    """In the lines of the instruction."""
    assert "\n>   13 |     apt-get update; \\\n▶   14 |     apt-get install" in _text(full())


def test_a_healthy_build_is_told_in_a_line() -> None:
    """There is nothing to explain."""
    assert _text(least()).startswith("## ✓ `Dockerfile (standard input)` builds\n\n0.0s in all.\n")


def test_an_inconclusive_build_is_told_in_the_builders_words() -> None:
    """No line is named that nothing speaks for."""
    record = full(status=Status.INCONCLUSIVE, culprit=None, findings=(), message="It *stopped*.")

    assert "no instruction can be named\n\nIt \\*stopped\\*." in _text(record)


def test_steps_are_a_table_of_five_columns() -> None:
    """Whatever bars and backticks stand in them."""
    steps = tuple(replace(s, source="RUN a | b `c` || `d|`", trigger="") for s in full().steps)
    tokens = _READER.parse(_text(full(steps=steps)))
    rows = [t.type for t in tokens].count("tr_open")
    cells = [t.type for t in tokens].count("td_open")

    assert rows == 1 + 12
    assert cells == 12 * 5


@pytest.mark.parametrize("record", [full(), least(), hostile()], ids=["full", "least", "hostile"])
def test_no_html_is_passed_on_but_our_own(record: Postmortem) -> None:
    """A tag of a log stays text."""
    tokens = _READER.parse(_text(record))
    blocks = "".join(t.content for t in tokens if t.type == "html_block")
    inline = {c.content for t in tokens for c in (t.children or ()) if c.type == "html_inline"}

    assert "script" not in blocks
    assert "<img" not in blocks
    assert inline <= {"<!-- -->"}


def _huge() -> Postmortem:
    wide = tuple(Evidence(text="€" * 5000, line=n) for n in range(1, 2001))
    record = hostile("€" * 5000)
    return replace(
        record,
        log=replace(log(2000), kept=wide),
        steps=tuple(replace(record.steps[0], index=n) for n in range(3000)),
        changes=tuple(ChangePart(kind="added", path="/€" * 900) for _ in range(5000)),
        transcript=("€" * 5000,) * 500,
        warnings=("€" * 5000,) * 100,
        environment={f"{n}" * 100: "€" * 5000 for n in range(500)},
    )


def test_it_stays_below_what_a_comment_on_github_holds() -> None:
    """What does not fit is shortened or left out, and it is said."""
    data = render(_huge())

    assert 20_000 < len(data) < 60_000
    assert "What is left out here" in data.decode()
    assert "left out here" not in _text(full())


def test_of_a_long_log_the_end_and_the_telling_lines_are_shown() -> None:
    """With their numbers."""
    shown = _text(full(log=log(500, telling=((20, "E: Unable to locate"),))))

    assert "<summary>The log: 63 of 500 lines</summary>" in shown
    assert "\n    20 | E: Unable to locate\n   441 | Get:441" in shown


def test_a_bisection_begins_with_what_it_found() -> None:
    """And shows its probes in the order they were asked."""
    told = _text(bisection())

    assert told.startswith(
        "## ✗ shop/Dockerfile:12 turned `kestrel check --all` bad\n"
        "\n"
        "`RUN set -e; …`\n"
        "\n"
        "exit code 3 of the test, stage `service`, last good: line 11\n"
    )
    assert "\n```text\nchecking /srv\nno kestrel: dve\n```\n" in told
    assert "| 2 | line 11 `COPY requirements.txt ./` | ✓ good | exit 0 | 0.6s |" in told
    assert "<table>" in _READER.render(told)
    assert "bisectbuild bisect bad 17" in told


def test_a_bisection_without_a_culprit_lists_what_is_left() -> None:
    """Under its sentence."""
    record = bisection(
        {"result": "undecided", "candidates": ("line 1 `a`", "line 2 b"), "sentence": "So."},
        status=Status.INCONCLUSIVE,
        culprit=None,
        last_good=None,
    )

    assert _text(record).startswith(
        "## ? Any of 2 instructions may have turned `kestrel check --all` bad.\n"
        "\nSo.\n"
        "\n- `` line 1 `a` ``\n- `line 2 b`\n"
    )


def test_a_bisection_of_very_many_probes_fits_into_a_comment() -> None:
    """GitHub refuses more."""
    part = bisection().search
    assert part is not None

    assert len(render(bisection({"probes": part.probes * 1000, "log": "x\n" * 100_000}))) < 60_000
