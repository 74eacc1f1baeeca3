"""Tests for bisectbuild.report.search_text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bisectbuild.postmortem import FlakyPart, PointPart, Postmortem, ProbePart, Status, TurnPart
from bisectbuild.report.text import text
from bisectbuild.tty.paint import Paint
from tests.support.postmortems import HOSTILE, QUESTION, bisection

_COMMITS = tuple(
    PointPart(key=key, title=f"{key} {said}", verdict=verdict)
    for key, said, verdict in (
        ("a1b2c3d", "Begin", "good"),
        ("b2c3d4e", "Speak faster", "bad"),
        ("c3d4e5f", "End", "bad"),
    )
)


def _text(record: Postmortem, width: int = 100) -> str:
    return text(record, Paint(on=False), width=width)


def test_a_bisection_is_told_from_the_culprit_to_the_last_good_line() -> None:
    """The whole text, so that a change of it is seen."""
    assert _text(bisection()) == (
        "\n"
        "✗ shop/Dockerfile:12: RUN set -e; … (stage service) turned `kestrel check --all` bad\n"
        "\n"
        "      10 | WORKDIR /srv/kestrel\n"
        "      11 | COPY requirements.txt ./\n"
        "  >   12 | RUN set -e; \\\n"
        "  >   13 |     apt-get update; \\\n"
        "  >   14 |     apt-get install -y --no-install-recommends libkestrel-dve gcc; \\\n"
        "  >   15 |     pip install -r requirements.txt\n"
        "      16 | COPY --from=assets /assets/theme.pack ./\n"
        '      17 | CMD ["kestrel", "serve"]\n'
        "\n"
        "  exit code 3 of the test\n"
        "  │ checking /srv\n"
        "  │ no kestrel: dve\n"
        "\n"
        "  points     ⋮ 6 instructions: not tested\n"
        "               ·       line 10  WORKDIR /srv/kestrel\n"
        "               ✓ good  line 11  COPY requirements.txt ./\n"
        "             ▶ ✗ bad   line 12  RUN set -e; apt-get update; apt-get install -y"
        " --no-install-recomme…\n"
        "               ·       line 16  COPY --from=assets /assets/theme.pack ./\n"
        '               ✗ bad   line 17  CMD ["kestrel", "serve"]\n'
        "\n"
        "  asked      1  line 17  ✗ bad    1.2s  exit 3\n"
        "             2  line 11  ✓ good   0.6s  exit 0\n"
        "             3  line 12  ✗ bad    0.9s  exit 3\n"
        "\n"
        "  tested     3 probes for 11 instructions, in a container of each layer\n"
        "  last good  shop/Dockerfile:11: COPY requirements.txt ./\n"
        "  steps      5 cached, 7 built; 6.2s in all\n"
        "  builder    It is docker's default.\n"
    )


def test_the_persons_own_words_stand_for_good_and_bad() -> None:
    """In the headline, in the picture and among the probes."""
    told = _text(bisection({"terms": ("fast", "slow")}))

    assert "turned `kestrel check --all` slow" in told
    assert "✓ fast  line 11" in told
    assert "line 17  ✗ slow" in told
    assert " bad " not in told.replace("bad instruction", "")


def test_a_long_test_is_shortened_and_the_verdict_stays() -> None:
    """It is what the sentence is about."""
    told = _text(bisection({"question": "x" * 300}), 60)

    assert next(line for line in told.split("\n") if "turned" in line).endswith("x…` bad")


def test_a_test_that_is_bad_from_the_start_is_told_with_what_to_do() -> None:
    """The sentence has the advice."""
    record = bisection({"result": "bad-from-start", "sentence": "It is bad from the start: name"})

    told = _text(replace(record, last_good=None))

    assert "is the start, and `kestrel check --all` is bad there already\n" in told
    assert "  It is bad from the start: name\n" in told
    assert "last good" not in told


def test_a_test_that_is_never_bad_is_told_as_good_news() -> None:
    """With no instruction to blame."""
    record = bisection(
        {"result": "never-bad", "sentence": "`T` is good at the last instruction."},
        status=Status.HEALTHY,
        culprit=None,
        last_good=None,
    )

    assert _text(record).startswith("\n✓ `T` is good at the last instruction.\n\n  points")
    assert "builds" not in _text(record)


def test_what_cannot_be_decided_lists_its_candidates() -> None:
    """Each with a question mark."""
    points = bisection().search
    assert points is not None
    left = tuple(point.title for point in points.axis_points[7:10])
    record = bisection(
        {"result": "undecided", "candidates": left, "sentence": "Only skipped ones are left."},
        status=Status.INCONCLUSIVE,
        culprit=None,
        last_good=None,
    )

    told = _text(record)

    assert told.startswith("\n? Any of 3 instructions may have turned `kestrel check --all` bad.\n")
    assert "  Only skipped ones are left.\n" in told
    assert told.count("             ? ") == 3


def test_a_search_that_was_stopped_says_why() -> None:
    """And which point it stood at."""
    asked = ProbePart(
        index=10, line_end=15, verdict="stop", seconds=1, exit_code=130, key="12", title="line 12"
    )
    record = bisection(
        {"result": "stopped", "sentence": "The test asked to stop.", "probes": (asked,)},
        status=Status.INCONCLUSIVE,
        culprit=None,
        last_good=None,
    )

    told = _text(record)

    assert told.startswith(f"\n? The search for what turned `{QUESTION}` bad was stopped.\n")
    assert "exit code 130 of the test" in told
    assert "1  line 12  ! stop   1.0s  exit 130" in told


def test_a_doubtful_answer_is_no_verdict() -> None:
    """It names the likeliest point and the rates of those that answered both ways."""
    part = bisection().search
    assert part is not None
    at = part.axis_points[8]
    record = bisection(
        {
            "result": "doubtful",
            "sentence": f"Not sure: {at.title} is the likeliest first bad instruction, with 70%.",
            "flaky": (
                FlakyPart(key=at.key, title=at.title, passed=2, runs=5, low=0.118, high=0.769),
            ),
        },
        status=Status.INCONCLUSIVE,
        culprit=None,
        last_good=None,
    )

    told = _text(record)

    assert told.startswith("\n? line 12 RUN set -e;")
    assert "  likely turned `kestrel check --all` bad\n" in told
    assert "good in 2 of 5 (12% to 77%)" in told
    assert "flaky: good in 2 of 5" in told


def test_every_change_is_listed() -> None:
    """From what to what."""
    record = bisection(
        {
            "result": "changes",
            "sentence": "It changes its verdict twice.",
            "changes": (
                TurnPart(key="10", title="line 10 WORKDIR", before="good", after="bad"),
                TurnPart(key="16", title="line 16 COPY", before="bad", after="good"),
            ),
        },
        culprit=None,
        last_good=None,
    )

    assert _text(record).startswith(
        "\n✗ It changes its verdict twice.\n\n"
        "  good → bad  line 10 WORKDIR\n  bad → good  line 16 COPY\n"
    )


def test_a_point_that_is_no_instruction_is_named_by_its_title() -> None:
    """There is no line of the Dockerfile to show."""
    record = bisection(
        {
            "axis": "commit",
            "axis_points": _COMMITS,
            "probes": (),
            "sentence": f"b2c3d4e Speak faster is the first bad commit: `{QUESTION}`",
        },
        culprit=None,
        last_good=None,
    )

    told = _text(record)

    assert told.startswith("\n✗ b2c3d4e Speak faster turned `kestrel check --all` bad\n\n")
    assert "             ▶ ✗ bad   b2c3d4e  Speak faster\n" in told
    assert "0 probes for 3 commits" in told


def test_files_that_only_together_are_bad_are_told_in_a_sentence() -> None:
    """Each is a point."""
    files = tuple(PointPart(key=p, title=f"{p} [added]", verdict="bad") for p in ("a", "b"))
    record = bisection(
        {"axis": "context", "axis_points": files, "sentence": "These changes together: a; b"},
        culprit=None,
        last_good=None,
    )

    assert _text(record).startswith("\n✗ These changes together: a; b\n")
    assert _text(record).count("▶ ✗ bad") == 2


def test_many_points_and_probes_are_folded() -> None:
    """A search of thousands fits a screen."""
    part = bisection().search
    assert part is not None
    points = tuple(
        PointPart(key=str(n), title=f"line {n} RUN x", line=n, verdict="bad" if n > 11 else "")
        for n in range(3, 2000)
    )
    told = _text(bisection({"axis_points": points, "probes": part.probes * 200}))

    assert len(told.split("\n")) < 60
    assert "⋮ 580 more" in told


@pytest.mark.parametrize("width", [60, 100, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """With short words and paths, whatever the test and the titles are."""
    part = bisection({"question": "y" * 900}).search
    assert part is not None
    points = tuple(replace(p, title=f"line {p.line} RUN {'z' * 500}") for p in part.axis_points)
    culprit = bisection().culprit
    assert culprit is not None
    told = _text(
        bisection(
            {"question": "y " * 400, "axis_points": points},
            seconds=1.0,
            culprit=replace(culprit, source="RUN " + "z" * 500, stage=""),
        ),
        width,
    )

    assert max(map(len, told.split("\n"))) <= width


def test_hostile_text_is_made_safe() -> None:
    """Titles, output and words are foreign."""
    text_of = " ".join(HOSTILE)
    part = bisection().search
    assert part is not None
    record = bisection(
        {
            "question": text_of,
            "sentence": text_of,
            "terms": (text_of, text_of),
            "way": text_of,
            "axis_points": tuple(replace(p, title=text_of) for p in part.axis_points),
            "probes": tuple(
                replace(p, title=text_of, reason=text_of, output=HOSTILE) for p in part.probes
            ),
        }
    )

    told = _text(record)

    assert not {"\x1b", "\x07", "\r", "\u202e", "\x00"} & set(told)
