"""A locale is asked for that the image does not have."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*(?P<python>locale\.Error: unsupported locale setting)"
    r"|^.*(?P<initdb>initdb: (?:error: )?invalid locale (?:settings|name).*)"
    r"|^\*\*\* update-locale: (?P<update>Error: invalid locale settings:.*)"
    r"|^(?P<charmap>(?:\[error\] )?(?:cannot read character map directory|character map file "
    r"[`'][^'\n]+' not found).*)"
    r"|^(?P<source>(?:\[error\] )?(?:cannot open locale definition file|locale definition file) .*)"
    r"|^(?P<gen>Error: '[^'\n]+' is not a supported language or locale)",
    "locale", "character map",
)  # fmt: skip
_NAME = Signature(r"(?P<name>\b[a-z]{2}_[A-Z]{2}(?:\.[\w-]+)?)")
_LAST = 40


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    found = _NAME.within(hit.line) or _NAME.within(case.source)
    name = found["name"] if found else ""
    wanted = name or "en_US.UTF-8"
    return Told(
        cause=f"The image does not have the locale {name or 'that is asked for'}.",
        because=proofs((hit,)),
        advice=(
            f"Make it: `apt-get install -y locales && localedef -i {wanted.split('.')[0]} -f UTF-8 "
            f"{wanted}` (RPM: the package glibc-langpack-{wanted[:2]}), or use `ENV LANG=C.UTF-8`, "
            "which every image has."
        ),
        commands=("locale -a",),
        confidence=0.85,
    )


RULE = Rule(
    code="BB756",
    name="locale-absent",
    title="The image does not have a locale",
    category=Category.LOCALE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Slim images have C, C.UTF-8 and POSIX alone, and no sources to make others of.",
        instruction="RUN LC_ALL=de_DE.UTF-8 python den.py",
        example="locale.Error: unsupported locale setting",
        fix="Install `locales` and make the locale, or use C.UTF-8.",
    ),
)
