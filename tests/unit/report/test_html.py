"""Tests for bisectbuild.report.html, as far as no browser is needed; see tests/browser."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace as msgspec_replace

from bisectbuild.postmortem import Evidence, Postmortem, Status
from bisectbuild.report.html import render
from tests.support.postmortems import FINDINGS, full, hostile, least, log

_RECORDS = {
    "full": full(),
    "least": least(),
    "hostile": hostile(),
    "long": full(log=log(3000)),
    "inconclusive": full(status=Status.INCONCLUSIVE, culprit=None, message="It stopped."),
    "unexplained": full(findings=()),
}


class _Tags(HTMLParser):
    """Collects the tags of a page, the texts of its links, and its headings' levels."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def values(self, name: str) -> list[str]:
        """Give the values of an attribute."""
        return [attrs[name] or "" for _, attrs in self.tags if name in attrs]


def _page(record: Postmortem) -> str:
    return render(record).decode()


@pytest.mark.parametrize("record", _RECORDS.values(), ids=_RECORDS)
def test_the_page_refers_to_nothing_outside(record: Postmortem) -> None:
    """One file; a link leads to a part of it."""
    tags = _Tags(_page(record))

    assert not tags.values("src")
    assert {href[:1] for href in tags.values("href")} - {"d"} == {"#"}
    assert [href for href in tags.values("href") if href[:1] != "#"] == ["data:,"]
    assert "url(" not in _page(least()).replace("url(#stripes)", "")


@pytest.mark.parametrize("record", _RECORDS.values(), ids=_RECORDS)
def test_no_attribute_runs_anything(record: Postmortem) -> None:
    """Neither an event's nor a style."""
    names = {name for _, attrs in _Tags(_page(record)).tags for name in attrs}

    assert not {name for name in names if name.startswith("on") or name == "style"}


@pytest.mark.parametrize("record", _RECORDS.values(), ids=_RECORDS)
def test_there_are_no_tags_but_ours(record: Postmortem) -> None:
    """A script tag in a log stays text."""
    counts = Counter(tag for tag, _ in _Tags(_page(record)).tags)

    assert counts["script"] == counts["style"] == counts["h1"] == counts["main"] == 1
    assert not {"img", "iframe", "object", "embed", "base", "video"} & set(counts)


def test_the_policy_allows_our_style_and_script_alone() -> None:
    """By their hashes, so that no text can become a second one."""
    page = _page(full())
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)

    assert policy.startswith("default-src &#39;none&#39;")
    for tag in ("style", "script"):
        (text,) = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src &#39;sha256-{digest}&#39;" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("record", _RECORDS.values(), ids=_RECORDS)
def test_every_link_has_its_goal_and_every_id_is_one(record: Postmortem) -> None:
    """A link that leads nowhere is worse than none."""
    tags = _Tags(_page(record))
    ids = Counter(tags.values("id"))

    assert not [name for name, count in ids.items() if count > 1]
    assert {href[1:] for href in tags.values("href") if href.startswith("#")} <= set(ids)
    named = [word for value in tags.values("aria-labelledby") for word in value.split()]
    assert set(named) <= set(ids)


@pytest.mark.parametrize("record", _RECORDS.values(), ids=_RECORDS)
def test_headings_go_down_one_level_at_a_time(record: Postmortem) -> None:
    """People who hear the page move along them."""
    levels = [int(tag[1]) for tag, _ in _Tags(_page(record)).tags if re.fullmatch(r"h[1-6]", tag)]

    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_what_failed_and_why_stands_first() -> None:
    """Before the Dockerfile and the log."""
    page = _page(full())
    order = [
        "The build breaks at",
        "apt knows no package libkestrel-dve.",
        "What to do:",
        "apt-cache search libkestrel",
        'id="dockerfile"',
        'id="time"',
        'id="log"',
        'id="changes"',
        'id="search"',
        'id="shell"',
        'id="again"',
        'id="environment"',
    ]
    assert [page.index(part) for part in order] == sorted(page.index(part) for part in order)


def test_evidence_is_linked_where_its_line_is_shown() -> None:
    """And is only numbered where it is not."""
    lines = (Evidence(text="a", line=18),)
    page = _page(full(log=replace(log(20), kept=lines)))

    assert '<a href="#log-L18">log 18</a>' in page
    assert '<span class="where">log 20</span>' in page


def test_a_failure_that_nothing_is_known_of_shows_the_end_of_its_log() -> None:
    """Without its empty lines."""
    lines = tuple(Evidence(text=text, line=n) for n, text in enumerate(("a", "", "b"), start=1))
    page = _page(full(findings=(), log=replace(log(3), kept=lines)))

    assert "No cause that bisectbuild knows was recognised. The log ends so:" in page
    assert '<a href="#log-L3">log 3</a><code>b</code>' in page
    assert '<a href="#log-L2">log 2</a><code>' not in page


def test_a_weak_finding_is_only_possible() -> None:
    """And folded."""
    page = _page(full())

    assert "possibly: packages.example could not be resolved." in page
    assert '<details class="card">' in page


def test_what_is_not_known_is_left_out() -> None:
    """No empty parts."""
    ids = _Tags(_page(least())).values("id")

    assert not {"why", "time", "log", "changes", "search", "shell"} & set(ids)
    assert {"dockerfile", "again", "environment"} <= set(ids)


def test_what_a_rule_puts_in_backticks_is_code() -> None:
    """And hostile text in it stays text."""
    found = msgspec_replace(FINDINGS[0], advice="Run `ls <b>` there.")

    assert "Run <code>ls &lt;b&gt;</code> there." in _page(full(findings=(found,)))


def test_without_sizes_there_is_no_column_for_them() -> None:
    """An empty one would be in the way of a narrow window."""
    assert ">Layer</th>" in _page(full())
    steps = tuple(replace(step, size=None) for step in full().steps)
    assert ">Layer</th>" not in _page(full(steps=steps))


def test_a_file_of_thousands_of_lines_grows_no_faster_than_its_log() -> None:
    """A browser has to read all of it."""
    small, large = len(_page(full(log=log(1000)))), len(_page(full(log=log(2000))))

    assert (large - small) / 1000 < 160
