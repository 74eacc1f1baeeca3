"""Ruby's ExecJS finds no program that runs JavaScript."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.image import install
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,200}?(?:Could not find a JavaScript runtime|ExecJS::RuntimeUnavailable)",
    "JavaScript runtime",
    "RuntimeUnavailable",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log)
    if hit is None:
        return None
    return Told(
        cause="The project's assets need a JavaScript runtime (Node), which the image does not "
        "have.",
        because=proofs((hit,)),
        advice=f"Install Node in this stage before the step: {install(case, 'nodejs')}; or add the "
        "gem mini_racer.",
        commands=("command -v node nodejs",),
        confidence=0.95,
    )


RULE = Rule(
    code="BB724",
    name="js-runtime-missing",
    title="Ruby finds no JavaScript runtime",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Gems such as uglifier, terser and coffee-rails run JavaScript by ExecJS, which "
        "looks for Node or another runtime.",
        instruction="RUN bundle exec rails assets:precompile",
        example="ExecJS::RuntimeUnavailable: Could not find a JavaScript runtime.",
        fix="Install Node in the stage that compiles the assets.",
    ),
)
