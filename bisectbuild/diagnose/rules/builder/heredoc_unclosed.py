"""A here-document is never closed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.dockerfile_words import on_line
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(r"unterminated heredoc")


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or case.exit_code is not None:
        return None
    opened = [
        heredoc
        for entry in (case.dockerfile.instructions if case.dockerfile else ())
        for heredoc in entry.heredocs
        if not heredoc.closed
    ]
    word = f"`{opened[0].name}`" if opened else "its end word"
    return Told(
        cause=f"A here-document{on_line(case)} is not closed: {word} never stands alone on a line.",
        because=heard.because,
        advice=f"Write {word} at the very start of a line, with nothing behind it.",
        confidence=0.97,
    )


RULE = Rule(
    code="BB147",
    name="heredoc-unclosed",
    title="A here-document is never closed",
    category=Category.PARSE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "The end word must stand alone on its line. Spaces before it count, unless the "
            "here-document begins with `<<-` and the indent is made of tabs."
        ),
        instruction="RUN <<EOF\ntide init\n  EOF",
        example="dockerfile parse error on line 3: unterminated heredoc",
        fix="Put the end word at the start of a line of its own.",
        exit_code=None,
    ),
)
