"""What a person sees while a bisection runs: how far it is, and each answer as it comes."""

from __future__ import annotations

import shutil
import sys

from bisectbuild.bisection.axis import Axis
from bisectbuild.bisection.terms import Terms
from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.tty.paint import Paint, Tone
from bisectbuild.tty.text import one_line, seconds

_TONES: dict[Verdict | None, Tone] = {
    Verdict.GOOD: "good",
    Verdict.BAD: "bad",
    Verdict.SKIP: "mark",
}
_ROOM = 28
_NARROWEST = 30


class Teller:
    """Says on standard error what is asked, in git's words, and what came of it."""

    def __init__(
        self,
        axis: Axis,
        paint: Paint,
        terms: Terms,
    ) -> None:
        self._axis = axis
        self._paint = paint
        self._terms = terms

    def asks(self, points: tuple[int, ...], left: int, steps: int) -> None:
        """Say how much is left once these points are tested."""
        del points
        self._line(self._paint(progress(self._axis.word, left, steps), "dim"))

    def answered(self, point: int, answer: Answer) -> None:
        """Say what a point answered."""
        title = self._axis.points[point].title
        self._line(answer_line(title, answer, self._terms, self._paint))

    def _line(self, text: str) -> None:
        say(text)


def say(line: str) -> None:
    """Say a line on standard error, at once."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def answer_line(title: str, answer: Answer, terms: Terms, paint: Paint) -> str:
    """Give the line that tells what a point answered, as wide as the terminal."""
    width = max(shutil.get_terminal_size().columns - _ROOM, _NARROWEST)
    word = "stop" if answer.verdict is None else terms.word(answer.verdict)
    tone = _TONES.get(answer.verdict, "mark")
    how = paint(_how(answer), "dim")
    return f"  {paint(f'{word:<5}', tone)} {one_line(title, width)}  {how}"


def progress(word: str, left: int, steps: int) -> str:
    """Say how far a search is, as git says it."""
    counted = f"{left} {word}" + ("" if left == 1 else "s")
    rounds = f"{steps} step" + ("" if steps == 1 else "s")
    return f"Bisecting: {counted} left to test after this (roughly {rounds})"


def _how(answer: Answer) -> str:
    """Say by what an answer was come to."""
    if answer.timed_out:
        return f"(timed out, {seconds(answer.seconds)})"
    if answer.reason:
        return f"({one_line(answer.reason, 60)})"
    if not answer.seconds and answer.output:  # It was known without a test.
        return f"({one_line(answer.output[0], 60)})"
    code = "" if answer.exit_code in {None, 0} else f"exit {answer.exit_code}, "
    return f"({code}{seconds(answer.seconds)})"
