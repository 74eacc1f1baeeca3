"""A Ruby program ended with an exception that no other rule knows."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:rake|rails|bin/rails) aborted!\n(?P<type>[A-Z][\w:]+)(?:: (?P<text>.*))?$"
    r"|^\S+\.(?:rb|ru|rake)?:?\d+:in [`'][^'\n]+': (?P<told>.+) \((?P<kind>[A-Z][\w:]+)\)$",
    "aborted!", ":in ",
)  # fmt: skip
_LAST = 80


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    kind, text = hit["type"] or hit["kind"], (hit["text"] or hit["told"]).strip().rstrip(".")
    return Told(
        cause=f"A Ruby program ended with {kind}{f': {text[:160]}' if text else ''}.",
        because=proofs((hit,)),
        advice=(
            "Read the message, and the first line of the trace that lies in the project; "
            "`--trace` shows all of it for rake."
        ),
        confidence=0.55,
    )


RULE = Rule(
    code="BB742",
    name="ruby-exception",
    title="A Ruby program ended with an exception",
    category=Category.APP_RUN,
    rank=Rank.GENERIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The program met something that it did not expect.",
        instruction="RUN bundle exec rake den:fill",
        example=(
            "rake aborted!\n"
            "NoMethodError: undefined method `lynx' for nil:NilClass\n"
            "/app/Rakefile:3:in `block in <top (required)>'"
        ),
        fix="Mend the program, or give it what it misses in the build.",
    ),
)
