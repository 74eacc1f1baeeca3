"""The HTML report in a real browser: harmless, readable and usable by the keyboard alone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bisectbuild.postmortem import Postmortem, Status
from tests.browser.conftest import Written
from tests.support.browser import opened
from tests.support.postmortems import FINDINGS, HOSTILE, bisection, full, hostile, least, log

_LONG = full(log=log(3000, telling=((18, "Reading package lists..."), (1500, "E: 1500"))))
_RECORDS = {
    "full": full(),
    "least": least(),
    "hostile": hostile(),
    "inconclusive": full(status=Status.INCONCLUSIVE, culprit=None, message="It stopped."),
    "unexplained": full(findings=()),
    "without times": full(steps=tuple(full().steps[:4])),
    "bisection": bisection(),
    "undecided": bisection(
        {"result": "undecided", "candidates": ("line 11 COPY requirements.txt ./",)},
        status=Status.INCONCLUSIVE,
        culprit=None,
    ),
    "hostile bisection": bisection(
        {
            "question": " ".join(HOSTILE[:-1]),
            "sentence": " ".join(HOSTILE[:-1]),
            "terms": (HOSTILE[0], HOSTILE[1]),
            "log": " ".join(HOSTILE),
        }
    ),
}
_PHONE: dict[str, Any] = {
    "viewport": {"width": 320, "height": 640},
    "has_touch": True,
    "is_mobile": True,
}
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def _hash(page: Page) -> str:
    return str(page.evaluate("location.hash"))


def _focused(page: Page) -> str:
    """Give the id, the class, the goal or the text of what has the focus."""
    return str(
        page.evaluate(
            "(e => e.id || e.getAttribute('href') || e.className || e.textContent)"
            "(document.activeElement)"
        )
    )


_VIEWS = [
    ("full", "light", 1200),
    ("full", "dark", 1200),
    ("full", "light", 320),
    ("full", "dark", 320),
    ("hostile", "light", 320),
    ("hostile", "dark", 1200),
    ("least", "light", 1200),
    ("inconclusive", "dark", 320),
    ("unexplained", "light", 1200),
    ("bisection", "light", 1200),
    ("bisection", "dark", 320),
    ("undecided", "light", 320),
    ("undecided", "dark", 1200),
    ("hostile bisection", "light", 320),
]


@pytest.mark.parametrize(("name", "scheme", "width"), _VIEWS)
def test_it_is_accessible(
    browser: Browser, written: Written, name: str, scheme: str, width: int
) -> None:
    """By axe's rules for WCAG 2.2 AA: names, roles, contrast, headings, landmarks."""
    settings: dict[str, Any] = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    with opened(browser, written(_RECORDS[name]), **settings) as shown:
        found = Axe().run(shown.page, options={"runOnly": {"type": "tag", "values": _RULES}})

    told = [
        f"{fault['id']}: {node['html']} {node['failureSummary']}"
        for fault in found.response["violations"]
        for node in fault["nodes"]
    ]
    assert told == []
    assert len(found.response["passes"]) > 20


@pytest.mark.parametrize("javascript", [True, False])
def test_hostile_text_does_nothing(browser: Browser, written: Written, javascript: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """No script of it runs, no dialog opens, nothing is fetched, nothing is broken."""
    with opened(browser, written(hostile()), java_script_enabled=javascript) as shown:
        page = shown.page
        page.wait_for_load_state()
        assert shown.dialogs == []
        assert [url for url in shown.requests if not url.startswith(("file:", "data:"))] == []
        assert shown.console == []
        assert page.locator("script").count() == 1
        assert page.locator("img, iframe, object, embed").count() == 0
        assert "49" not in page.locator("#log").inner_text()
        lines = page.locator(".log p span").all_text_contents()
        assert lines[0] == HOSTILE[0]
        assert lines[4] == "safe \\u202egnp.exe\\u202c \\u200b\\u2066 \\ufeff \\ufffe"
    if javascript:
        with opened(browser, written(hostile())) as shown:
            assert shown.page.evaluate("typeof window.ran") == "undefined"


def test_a_script_that_got_into_the_page_would_not_run(browser: Browser, written: Written) -> None:
    """The policy stands behind the escaping."""
    file = written(full())
    evil = "<script>window.ran = 1</script><p onclick='x' style='color:red'></p></body>"
    file.write_text(file.read_text().replace("</body>", evil))

    with opened(browser, file) as shown:
        assert shown.page.evaluate("typeof window.ran") == "undefined"
        assert any("Content Security Policy" in text for text in shown.console)


def test_a_line_of_ten_megabytes_is_no_trouble(browser: Browser, written: Written) -> None:
    """It is cut, and the page stays as wide as the window."""
    with opened(browser, written(hostile("x" * 10_000_000, "<b>" * 100_000)), **_PHONE) as shown:
        assert len(shown.page.content()) < 1_000_000
        assert shown.page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("record", _RECORDS.values(), ids=_RECORDS)
@pytest.mark.parametrize("javascript", [True, False])
def test_nothing_scrolls_sideways_on_a_phone(
    browser: Browser,
    written: Written,
    record: Postmortem,
    javascript: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """320 pixels are enough, with and without the script."""
    settings = {**_PHONE, "java_script_enabled": javascript}
    with opened(browser, written(record), **settings) as shown:
        page = shown.page
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        # Blanks at the end of a wrapped line hang out of an inline box and are not seen.
        wide = page.locator("main *:visible").evaluate_all(
            "all => all.filter(e => getComputedStyle(e).display !== 'inline'"
            " && !e.closest('svg, .hidden-text, thead, .wide')"
            " && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML)"
        )
        assert wide == []


def test_words_are_found_in_the_log(browser: Browser, written: Written) -> None:
    """All lines, from one to the next, also in what is folded."""
    with opened(browser, written(_LONG)) as shown:
        page = shown.page
        page.get_by_label("Find in the log").fill("PART-7 [")
        page.keyboard.press("Enter")
        expect(page.locator("#find-said")).to_have_text("1 of 1 line")
        page.get_by_label("Find in the log").fill("part-12")
        page.keyboard.press("Enter")
        expect(page.locator("#find-said")).to_have_text("1 of 111 lines")
        expect(page.locator("#log-L12")).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("#find-said")).to_have_text("2 of 111 lines")
        expect(page.locator("#log-L120")).to_be_in_viewport()
        page.keyboard.press("Shift+Enter")
        page.keyboard.press("Shift+Enter")
        expect(page.locator("#find-said")).to_have_text("111 of 111 lines")
        expect(page.locator("#log-L1299")).to_be_in_viewport()
        page.get_by_label("Find in the log").fill("nowhere to be found")
        expect(page.locator("#find-said")).to_have_text("nothing found")


def test_only_the_lines_that_match_can_be_shown(browser: Browser, written: Written) -> None:
    """And all of them again."""
    with opened(browser, written(_LONG)) as shown:
        page = shown.page
        page.get_by_label("Find in the log").fill("part-299")
        page.get_by_label("Only lines that match").check()
        expect(page.locator(".log p[id]:visible")).to_have_count(11)
        page.get_by_label("Only lines that match").uncheck()
        expect(page.locator("#log-L2000")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_permalink_opens_what_is_folded(
    browser: Browser,
    written: Written,
    javascript: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """With and without the script."""
    file = written(_LONG)
    with opened(browser, file, "#log-L700", java_script_enabled=javascript) as shown:
        expect(shown.page.locator("#log-L700")).to_be_in_viewport()
        expect(shown.page.locator("#log-L710")).to_be_visible()


def test_evidence_leads_to_its_line(browser: Browser, written: Written) -> None:
    """By a click, or by the keyboard."""
    with opened(browser, written(_LONG)) as shown:
        shown.page.get_by_role("link", name="log 18").first.click()
        assert _hash(shown.page) == "#log-L18"
        expect(shown.page.locator("#log-L18")).to_be_in_viewport()


def test_everything_is_reached_by_the_keyboard(browser: Browser, written: Written) -> None:
    """From the first to the last control, in the order of the page, each seen when it has focus."""
    with opened(browser, written(full())) as shown:
        page = shown.page
        order = []
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement === document.body"):
                break
            assert page.evaluate(
                "(e => e.matches(':focus-visible') && getComputedStyle(e).outlineStyle !== 'none')"
                "(document.activeElement)"
            ), _focused(page)
            order.append(_focused(page))

        wanted = [
            "#main",
            "#why",
            "#log-L18",
            "copy",
            "find",
            "find-back",
            "find-next",
            "find-only",
        ]
        places = [order.index(name) for name in wanted]
        assert places == sorted(places)
        assert "#log-L20" in order
        assert "#log-L5" not in order
        assert order[-1] == "copy"


def test_the_first_key_leads_past_the_head(browser: Browser, written: Written) -> None:
    """So that nobody hears it again and again."""
    with opened(browser, written(full())) as shown:
        page = shown.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
        page.keyboard.press("Enter")
        assert _focused(page) == "main"


def test_a_fold_opens_by_the_keyboard(browser: Browser, written: Written) -> None:
    """As all folds of a browser do."""
    with opened(browser, written(_LONG)) as shown:
        page = shown.page
        page.locator(".log details:not([open]) summary").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#log-L40")).to_be_visible()


def test_a_command_is_copied(browser: Browser, written: Written) -> None:
    """Whole, and it is said."""
    settings: dict[str, Any] = {"permissions": ["clipboard-read", "clipboard-write"]}
    with opened(browser, written(full()), **settings) as shown:
        page = shown.page
        page.get_by_role("button", name="Copy command 2 of BB301").click()
        expect(page.locator("#said")).to_have_text("Copied.")
        assert page.evaluate("navigator.clipboard.readText()") == FINDINGS[0].try_[1]


def test_the_log_of_a_bisection_is_copied(browser: Browser, written: Written) -> None:
    """Whole, as `bisect replay` takes it."""
    record = bisection()
    assert record.search is not None
    settings: dict[str, Any] = {"permissions": ["clipboard-read", "clipboard-write"]}
    with opened(browser, written(record), **settings) as shown:
        page = shown.page
        page.locator(".replay summary").click()
        page.get_by_role("button", name="Copy the log of the search").click()
        expect(page.locator("#said")).to_have_text("Copied.")
        copied = str(page.evaluate("navigator.clipboard.readText()"))
        assert copied.strip() == record.search.log.strip()


def test_without_the_script_no_control_is_dead(browser: Browser, written: Written) -> None:
    """What needs it is not there; all text is."""
    with opened(browser, written(full()), java_script_enabled=False) as shown:
        page = shown.page
        expect(page.locator("button:visible, input:visible")).to_have_count(0)
        expect(page.get_by_text("Use the browser's own search")).to_be_visible()
        expect(page.locator("#log-L20")).to_be_visible()


def test_it_can_be_printed(browser: Browser, written: Written) -> None:
    """On white paper, without controls, in few pages."""
    with opened(browser, written(full()), color_scheme="dark") as shown:
        page = shown.page
        pdf = page.pdf(format="A4")
        pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
        assert pdf.startswith(b"%PDF")
        assert 2 <= pages <= 6
        page.emulate_media(media="print")
        expect(page.locator("nav")).to_be_hidden()
        expect(page.locator(".copy").first).to_be_hidden()
        expect(page.get_by_text("Look whether the builder can resolve names.")).to_be_visible()
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == "rgb(255, 255, 255)"


def test_nothing_moves_by_itself(browser: Browser, written: Written) -> None:
    """So that whoever wants no motion has none."""
    with opened(browser, written(full())) as shown:
        moving = shown.page.locator("*").evaluate_all(
            "all => all.map(e => getComputedStyle(e)).filter(s => s.animationName !== 'none'"
            " || s.transitionDuration !== '0s' || s.scrollBehavior !== 'auto').length"
        )
        assert moving == 0


def test_a_log_of_megabytes_stays_usable(browser: Browser, written: Written) -> None:
    """Only what is seen is laid out: far fewer lines than there are."""
    with opened(browser, written(full(log=log(20_000)))) as shown:
        page = shown.page
        page.locator(".log details").evaluate_all("all => all.forEach(d => { d.open = true; })")
        hidden = page.locator(".chunk.big").evaluate_all(
            "all => all.filter(c => !c.firstElementChild.checkVisibility("
            "{ contentVisibilityAuto: true })).length"
        )
        assert hidden > 90
        page.get_by_label("Find in the log").fill("part-19999 ")
        page.keyboard.press("Enter")
        expect(page.locator("#log-L19999")).to_be_in_viewport()


def test_the_picture_has_words(browser: Browser, written: Written) -> None:
    """For who does not see it; its bars lie within it."""
    with opened(browser, written(full())) as shown:
        picture = shown.page.get_by_role("img", name="The steps along the time")
        assert "line 12: RUN set -e; …: failed, 4.4s." in (picture.text_content() or "")
        beyond = picture.evaluate(
            "p => Array.from(p.querySelectorAll('.bar')).filter(b =>"
            " b.getBoundingClientRect().right > p.getBoundingClientRect().right + 2).length"
        )
        assert beyond == 0


@pytest.mark.parametrize("width", [320, 1200])
def test_the_picture_of_a_bisection_lies_within_its_page(
    browser: Browser, written: Written, width: int
) -> None:
    """A mark for each probe, and words for who does not see it."""
    with opened(browser, written(bisection()), viewport={"width": width, "height": 900}) as shown:
        picture = shown.page.get_by_role("img", name="The probes along the axis")
        expect(picture).to_be_visible()
        assert "Probe 3: line 12 bad." in (picture.locator("desc").text_content() or "")
        marks = picture.locator(".shape")
        assert marks.count() == 3
        for mark in marks.all():
            box = mark.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width


def test_the_log_of_a_bisection_opens_without_the_script(
    browser: Browser, written: Written
) -> None:
    """By a click on its summary."""
    with opened(browser, written(bisection()), java_script_enabled=False) as shown:
        log = shown.page.get_by_role("group", name="The log of the search")
        expect(log).to_be_hidden()
        shown.page.get_by_text("The log of the search, for").click()
        expect(log).to_contain_text("bisectbuild bisect bad 17")


@pytest.mark.parametrize("verdict", ["good", "bad", "skip", "stop", ""])
def test_every_point_of_a_bisection_is_seen(
    browser: Browser, written: Written, verdict: str
) -> None:
    """Whatever its verdict is, within the page."""
    part = bisection().search
    assert part is not None
    points = tuple(replace(point, verdict=verdict) for point in part.axis_points[7:])
    with opened(
        browser, written(bisection({"axis_points": points})), viewport={"width": 600, "height": 900}
    ) as shown:
        cells = shown.page.locator(".cell")
        assert cells.count() == len(points)
        for cell in cells.all():
            box = cell.bounding_box()
            assert box is not None
            assert 0 <= box["x"] < 600
