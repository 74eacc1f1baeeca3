"""A quote or a brace is not closed, or a substitution is of a kind that builders do not know."""

from __future__ import annotations

import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.dockerfile_words import on_line
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_QUOTE = Signature(
    r"unexpected end of statement while looking for matching (?P<sign>double-quote|single-quote)"
)
_BRACE = Signature(r"syntax error: missing '\}'")
_MODIFIER = Signature(r"unsupported modifier \((?P<sign>[^)\n]*)\) in substitution")
_BAD = Signature(r"(?:bad substitution|invalid regexp pattern in substitution)")
_TEXT = re.compile(r'(?:failed to process|failed to process arg:?) "((?:[^"\\\n]|\\.)*)"')


def _check(case: Case) -> Told | None:
    heard = hear(case, _QUOTE, _BRACE, _MODIFIER, _BAD)
    if not heard or case.exit_code is not None:
        return None
    text = _TEXT.search(heard.match.string)
    named = f"`{text[1][:80]}`" if text else "A word"
    where = on_line(case)
    if heard["sign"].endswith("-quote"):
        cause = f"{named}{where} opens a {heard['sign']} that is never closed."
        advice = "Close the quote, or put a backslash before it."
    elif "missing" in heard.match[0]:
        cause = f"{named}{where} opens a brace that is never closed."
        advice = "Close it: `${NAME}`."
    else:
        sign = heard["sign"]
        cause = (
            f"{named}{where} uses a substitution{f' `{sign}`' if sign else ''} that is not known."
        )
        advice = (
            "Builders know `${x:-word}` and `${x:+word}`; newer frontends (# syntax=docker/"
            "dockerfile:1) also `#`, `%`, `/` and `?`. Else let a RUN do it."
        )
    return Told(cause=cause, because=heard.because, advice=advice, confidence=0.93)


RULE = Rule(
    code="BB146",
    name="unfinished-word",
    title="A quote or brace is not closed, or a substitution is not known",
    category=Category.PARSE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "Words outside RUN are read by the builder, not by a shell. It knows quotes, "
            "`$NAME`, `${NAME}` and a few substitutions."
        ),
        instruction='ENV GREETING="good morning',
        example=(
            'failed to process "\\"good morning": unexpected end of statement while looking for '
            "matching double-quote"
        ),
        fix="Close the quote or brace.",
        exit_code=None,
    ),
)
