"""A word that cannot be a variable's name is exported or set."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^\S+: (?:line )?(?:\d+: )?(?:\S+: )?(?P<word>export|readonly|local|unset|read|declare): "
    r"(?:line \d+: )?"
    r"(?:[`'](?P<bash>[^\n]*)': not a valid identifier|(?P<sh>[^\n:]*): bad variable name)$",
    "not a valid identifier", "bad variable name",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log))
    if hit is None:
        return None
    name = hit["bash"] or hit["sh"]
    return Told(
        cause=f"{hit['word']} was given {name or 'an empty word'}, which cannot name a variable.",
        because=proofs((hit,)),
        advice=(
            'Quote the value (`export NAME="$VALUE"`): a value with blanks falls into several '
            "words. Names have letters, digits and `_` alone, and no blanks stand around `=`."
        ),
        confidence=0.85,
    )


RULE = Rule(
    code="BB657",
    name="name-invalid",
    title="A word that cannot name a variable was exported",
    category=Category.SHELL_SYNTAX,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A value with blanks, a dash in a name, or blanks around `=` make export fail.",
        instruction="RUN export DEPOT-HOME=/srv/depot && depot init",
        example="/bin/sh: 1: export: DEPOT-HOME: bad variable name",
        fix="Quote the value, and use letters, digits and `_` in the name.",
        exit_code=2,
    ),
)
