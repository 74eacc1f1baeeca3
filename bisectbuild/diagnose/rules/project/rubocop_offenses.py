"""RuboCop found offenses."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_VERDICT = Signature(r"^\d+ files? inspected, (?P<count>[1-9]\d*) offenses? detected", "offense")
_OFFENSE = Signature(r"^(?P<file>\S+\.\w+):\d+:\d+: [CWEF]: (?:\[\w+\] )?(?P<cop>[\w/]+): ", ": ")
_LAST = 150


def _check(case: Case) -> Told | None:
    last = _VERDICT.last(case.log.tail(_LAST))
    if last is None:
        return None
    found = tuple(_OFFENSE.hits(case.log))
    where = f", the first in {found[0]['file']} ({found[0]['cop']})" if found else ""
    plural = "" if last["count"] == "1" else "s"
    return Told(
        cause=f"RuboCop found {last['count']} offense{plural}{where}.",
        because=proofs((*found[:2], last)),
        advice="Mend them (`rubocop -a` mends some), or leave it out of the image's build.",
        confidence=0.9,
    )


RULE = Rule(
    code="BB717",
    name="rubocop-offenses",
    title="RuboCop found offenses",
    category=Category.APP_TEST,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The linter of Ruby ran in the build, and the code breaks its rules.",
        instruction="RUN bundle exec rubocop",
        example=(
            "den.rb:3:8: C: Style/StringLiterals: Prefer single-quoted strings.\n\n"
            "4 files inspected, 1 offense detected"
        ),
        fix="Mend the offenses, or lint in a step of its own.",
    ),
)
