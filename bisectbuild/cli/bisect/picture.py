"""The picture of a search in a terminal: every point of its axis, and what is known of it."""

from __future__ import annotations

from collections.abc import Iterator

from bisectbuild.bisection.marks import Marks
from bisectbuild.bisection.terms import Terms
from bisectbuild.bisection.verdict import Verdict
from bisectbuild.tty.paint import Paint, Tone
from bisectbuild.tty.text import one_line

_WIDTH = 90
_TONES: dict[Verdict, Tone] = {
    Verdict.GOOD: "good",
    Verdict.BAD: "bad",
    Verdict.SKIP: "mark",
}


def picture(marks: Marks, terms: Terms, paint: Paint) -> Iterator[str]:
    """Give a line for each point: its mark, `?` where it may be the first bad one."""
    wide = max(len(terms.word(verdict)) for verdict in Verdict)
    candidates = frozenset(marks.candidates)
    for index, point in enumerate(marks.axis.points):
        title = one_line(point.title, _WIDTH)
        verdict = marks.verdict(index)
        if verdict is not None:
            yield f"{paint(terms.word(verdict).ljust(wide), _TONES[verdict])}  {title}"
        elif index in candidates:
            yield f"{'?'.ljust(wide)}  {title}"
        else:
            yield f"{' ' * wide}  {paint(title, 'dim')}"
