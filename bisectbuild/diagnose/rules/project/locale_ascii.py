"""A program reads or writes other signs than ASCII without a UTF-8 locale."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*(?P<ruby>invalid byte sequence in US-ASCII|\"\\x[0-9A-F]{2}\" (?:on|from) (?:US-)?ASCII"
    r"(?:-8BIT)?(?: to UTF-8)?)"
    r"|^.*(?P<python>Unicode(?:De|En)codeError: 'ascii' codec can't (?:de|en)code)"
    r"|^.*(?P<click>RuntimeError: Click will abort further execution because Python (?:3 )?was "
    r"configured to use ASCII)"
    r"|^.*(?P<java>unmappable character (?:\(0x[0-9A-F]+\) )?for encoding (?:US-)?ASCII)"
    r"|^.*(?P<tmux>need UTF-8 locale \(LC_CTYPE\))"
    r"|^.*(?P<perl>Wide character in .*)",
    "ASCII", "'ascii' codec", "UTF-8 locale",
)  # fmt: skip
_LAST = 80


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None or "warning:" in hit.line:
        return None
    who = next(name for name, text in hit.match.groupdict().items() if text)
    name = {"ruby": "Ruby", "python": "Python", "click": "Click", "java": "javac"}.get(who, who)
    return Told(
        cause=f"{name} met other signs than ASCII, and the image sets no UTF-8 locale.",
        because=proofs((hit,)),
        advice="Add `ENV LANG=C.UTF-8 LC_ALL=C.UTF-8` before this line.",
        commands=("locale", "echo $LANG $LC_ALL"),
        confidence=0.85,
    )


RULE = Rule(
    code="BB755",
    name="locale-ascii",
    title="The image has no UTF-8 locale",
    category=Category.LOCALE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="With LANG unset, older Ruby, Python and others read files as ASCII.",
        instruction="RUN bundle exec rake check",
        example="ArgumentError: invalid byte sequence in US-ASCII",
        fix="Add `ENV LANG=C.UTF-8`.",
    ),
)
