"""A quote, bracket or block of the shell is never closed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?P<where>\S+): (?:-c: )?(?:(?:line )?\d+: )?(?:\S+: )?(?:\d+: )?(?:"
    r"[Ss]yntax error: (?P<dash>Unterminated quoted string|EOF in backquote substitution"
    r"|Missing '\)\)'|unterminated quoted string"
    r"|(?:end of file unexpected|unexpected end of file)"
    r"(?: \(expecting \"(?P<expected>[^\"]+)\"\))?"
    r")"
    r"|unexpected EOF while looking for matching [`'](?P<quote>[^\n]+?)'"
    r"|syntax error: unexpected end of file(?: from .*)?"
    r"|here-document at line \d+ delimited by end-of-file.*"
    r"|unterminated quoted string)$",
    "yntax error", "unexpected EOF", "unterminated", "here-document",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log))
    if hit is None:
        return None
    quote = hit["quote"].strip()
    if quote:
        what = f"the sign {quote} is opened and never closed"
    elif hit["expected"]:
        what = f"the word {hit['expected']} is missing at its end"
    elif "uoted" in hit.line:
        what = "a quote is opened and never closed"
    else:
        what = "a block or bracket is opened and never closed"
    in_file = "/" in hit["where"] and not hit["where"].endswith("sh")
    script = in_file or hit["where"].endswith(".sh")
    return Told(
        cause=f"The shell came to the end of {hit['where'] if script else 'the command'}: {what}.",
        because=proofs((hit,)),
        advice=(
            "Close it. Look for an apostrophe inside '…', for `if` without `fi`, and for a line "
            "end that lacks its `\\`; Windows line ends in a script read as open blocks too."
        ),
        confidence=0.9,
        fault=Fault.PROJECT if script else Fault.DOCKERFILE,
    )


RULE = Rule(
    code="BB651",
    name="quote-open",
    title="A quote or block of the shell is not closed",
    category=Category.SHELL_SYNTAX,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The shell read to the end of the command and still waited for a closing sign.",
        instruction="RUN echo 'it's ready' > /srv/motd",
        example="/bin/sh: 1: Syntax error: Unterminated quoted string",
        fix="Close the quote, or put an apostrophe into double quotes.",
        exit_code=2,
    ),
)
