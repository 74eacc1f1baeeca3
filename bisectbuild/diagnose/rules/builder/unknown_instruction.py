"""A line begins with a word that is no instruction."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import dockerfile_words, heredocs
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

LINE: Final = Signature(
    r"[Uu]nknown instruction: (?P<word>[^\n]*?)(?: \(did you mean (?P<near>\w+)\?\))?$"
)
_READINGS: Final = (
    (
        re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})"),
        ("is a mark of a merge conflict", "Resolve the conflict in the Dockerfile.", 0.97),
    ),
    (
        re.compile(r"^```"),
        ("is a fence of Markdown", "Take the lines with ``` out of the Dockerfile.", 0.97),
    ),
    (
        re.compile(r"^<(?:!DOCTYPE|HTML)", re.IGNORECASE),
        ("is HTML, no Dockerfile", "Fetch the file again: what lies there is a web page.", 0.95),
    ),
    (
        re.compile(r"^\{|:$"),
        (
            "looks like YAML or JSON, not like an instruction",
            "Give the Dockerfile itself with -f: this file is of another kind.",
            0.8,
        ),
    ),
    (
        re.compile(
            r"^(?:&&|\|\||;|-|\"|'|\[|\.|/|\$|(?:apt|apt-get|apk|yum|dnf|pip3?|npm|yarn|curl|wget|cd"
            r"|echo|mkdir|rm|cp|mv|ln|git|make|cmake|tar|chmod|chown|export|set|sed|python3?|bash|sh"
            r"|if|then|else|fi|do|done|for|while|case|esac|source|sudo|go|cargo|mvn|gem|bundle|php"
            r"|composer)$)",
            re.IGNORECASE,
        ),
        (
            "is part of a command, and the line above does not go on",
            "End the line above with a backslash, or write RUN before the command.",
            0.88,
        ),
    ),
)


def _check(case: Case) -> Told | None:
    heard = hear(case, LINE)
    if not heard or heredocs.broken_by(case):
        return None
    word = heard["word"].strip()
    where = dockerfile_words.on_line(case)
    cause, advice, sure = _reading(word, heard["near"])
    return Told(
        cause=f"`{word}`{where} {cause}.", because=heard.because, advice=advice, confidence=sure
    )


def _reading(word: str, near: str) -> tuple[str, str, float]:
    """Give what the word is, what to do, and how sure that is."""
    for pattern, reading in _READINGS:
        if pattern.search(word):
            return reading
    if meant := near or dockerfile_words.keyword_near(word):
        return "is no instruction", f"Write `{meant.upper()}`, if that is meant.", 0.95
    advice = "End the line above with a backslash if this belongs to it, or write an instruction."
    return "is no instruction", advice, 0.85


RULE = Rule(
    code="BB140",
    name="unknown-instruction",
    title="A line begins with a word that is no instruction",
    category=Category.PARSE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "Each instruction begins with a keyword. The word is misspelt, or the line belongs "
            "to the one above, which lacks its backslash."
        ),
        instruction="",
        example="dockerfile parse error on line 4: unknown instruction: RNU (did you mean RUN?)",
        fix="Correct the word, or end the line above with a backslash.",
        exit_code=None,
    ),
)
