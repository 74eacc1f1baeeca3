"""What is seen while a search goes on."""

from __future__ import annotations

import pytest

from bisectbuild.bisection.terms import Terms
from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.cli.bisect.telling import Teller, answer_line, progress
from bisectbuild.tty.paint import Paint
from tests.support.bisect_words import lines

PLAIN = Paint(on=False)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(verdict=Verdict.GOOD, seconds=1.0, exit_code=0), "  fast  RUN x  (1.0s)"),
        (
            Answer(verdict=Verdict.BAD, seconds=2.0, exit_code=7),
            "  slow  RUN x  (exit 7, 2.0s)",
        ),
        (
            Answer(verdict=Verdict.BAD, seconds=3.0, timed_out=True),
            "  slow  RUN x  (timed out, 3.0s)",
        ),
        (
            Answer(verdict=Verdict.SKIP, reason="it cannot\nbe built"),
            "  skip  RUN x  (it cannot be built)",
        ),
        (Answer(verdict=None, exit_code=255, seconds=1.0), "  stop  RUN x  (exit 255, 1.0s)"),
    ],
)
def test_a_line_tells_the_verdict_and_how_it_came(answer: Answer, said: str) -> None:
    """In the person's words."""
    assert answer_line("RUN x", answer, Terms(good="fast", bad="slow"), PLAIN) == said


def test_a_line_fits_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the instruction holds."""
    monkeypatch.setenv("COLUMNS", "60")
    answer = Answer(verdict=Verdict.BAD, seconds=2.0, exit_code=7)

    shown = answer_line("RUN \x1b[2J" + "y" * 300, answer, Terms(), PLAIN)

    assert len(shown) <= 60
    assert shown.isprintable()


def test_progress_is_told_as_git_tells_it() -> None:
    """One is no plural."""
    assert progress("commit", 3, 2) == (
        "Bisecting: 3 commits left to test after this (roughly 2 steps)"
    )
    assert "1 value left to test after this (roughly 1 step)" in progress("value", 1, 1)


def test_questions_and_answers_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output is for what was found."""
    teller = Teller(lines(3), PLAIN, Terms())
    teller.asks((1,), 1, 1)
    teller.answered(1, Answer(verdict=Verdict.GOOD, exit_code=0))

    told = capsys.readouterr()
    assert told.out == ""
    assert "Bisecting: 1 instruction" in told.err
    assert "good  line 2 RUN step-2" in told.err
