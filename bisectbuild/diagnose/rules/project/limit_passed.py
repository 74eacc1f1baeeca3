"""A measure of the project (coverage, bundle size) is over its limit."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*?(?P<angular>\S* ?(?:bundle )?\S+ exceeded maximum budget\. .*)"
    r"|^.*?(?P<jest>(?:Jest: )?[\"\w]* ?coverage threshold for \w+ \([\d.]+%\) not met.*)"
    r"|^(?P<pytest>(?:FAIL |ERROR: )?Required test coverage of [\d.]+% not reached.*)"
    r"|^ERROR: (?P<nyc>Coverage for \w+ \([\d.]+%\) does not meet .*)"
    r"|^.*?(?P<limit>Package size limit has exceeded by .*)"
    r"|^(?P<ruby>(?:Line|Branch) coverage \([\d.]+%\) is below the expected minimum coverage.*)"
    r"|^\[ERROR\] .*(?P<jacoco>Coverage checks have not been met.*)",
    "budget", "overage", "size limit",
)  # fmt: skip
_LAST = 100


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None or "Warning" in hit.line[:12]:
        return None
    told = next(filter(None, hit.match.groups())).strip().rstrip(".")
    budget = bool(hit["angular"] or hit["limit"])
    return Told(
        cause=f"A limit of the project is not kept: {told[:180]}.",
        because=proofs((hit,)),
        advice=(
            "Make the bundle smaller, or raise the limit (`budgets` in angular.json)."
            if budget
            else "Add tests, lower the threshold, or measure coverage in a step of its own."
        ),
        confidence=0.85,
    )


RULE = Rule(
    code="BB721",
    name="limit-passed",
    title="Coverage or bundle size is beyond the project's limit",
    category=Category.APP_TEST,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The build itself went well, and a limit that the project sets stops it.",
        instruction="RUN npx ng build",
        example=(
            "Error: bundle initial exceeded maximum budget. Budget 1.00 MB was not met by 212 kB "
            "with a total of 1.21 MB."
        ),
        fix="Keep to the limit, or raise it in the project's settings.",
    ),
)
