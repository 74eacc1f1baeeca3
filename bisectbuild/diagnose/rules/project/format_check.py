"""A formatter would have written the code otherwise."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:\[(?:warn|error)\] )?(?P<prettier>Code style issues (?:were )?found in .*)"
    r"|^(?P<rust>Diff in \S+ at line \d+):?|^(?P<rust_new>Diff in \S+:\d+):?$"
    r"|^.*(?P<spotless>The following files had format violations:)",
    "Code style issues", "Diff in ", "format violations",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log, 40))
    if hit is None:
        return None
    told = next(filter(None, hit.match.groups()), "").rstrip(":.")
    return Told(
        cause=f"A formatter's check failed: {told[:140]}.",
        because=proofs((hit,)),
        advice=(
            "Run the formatter and commit (`prettier --write`, `cargo fmt`, `spotlessApply`), or "
            "leave the check out of the image's build."
        ),
        confidence=0.8,
    )


RULE = Rule(
    code="BB719",
    name="format-check",
    title="A formatter would have written the code otherwise",
    category=Category.APP_TEST,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="A check of the code's form ran in the build and was not content.",
        instruction="RUN npx prettier --check .",
        example=(
            "[warn] src/den.ts\n"
            "[warn] Code style issues found in the above file. Run Prettier with --write to fix."
        ),
        fix="Run the formatter and commit what it changes.",
    ),
)
