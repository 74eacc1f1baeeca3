"""A linter or formatter of Python found faults."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_FAULT = Signature(
    r"^(?P<file>\S+\.pyi?):\d+:\d+:? (?P<code>[A-Z]{1,4}\d{3,4}) "
    r"|^(?P<rule>[A-Z]{1,4}\d{3,4}) (?:\[\*\] )?[^\n]+\n +--> (?P<at>\S+?):\d+:\d+"
    r"|^would reformat (?P<black>\S+)"
    r"|^(?:ERROR: )?(?P<isort>\S+\.py) Imports are incorrectly sorted",
    ".py", "would reformat",
)  # fmt: skip
_VERDICT = Signature(
    r"^Found [1-9]\d* errors?\.|^Your code has been rated at |^\d+ files? would be reformatted"
    r"|^Oh no! ",
    "Found ", "rated at", "reformatted", "Oh no!",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    faults = tuple(_FAULT.hits(closing(case.log, 40)))
    if not faults:
        return None
    verdict = _VERDICT.last(closing(case.log))
    last = faults[-1]
    if verdict is None and case.log.total - last.number > len(faults):
        return None
    first = faults[0]
    file = first["file"] or first["at"] or first["black"] or first["isort"]
    code = first["code"] or first["rule"]
    what = f" ({code})" if code else ""
    return Told(
        cause=f"A linter of Python found faults, one of them in {file}{what}.",
        because=proofs((*faults[:3], verdict or last)),
        advice=(
            "Mend what it names, or leave the linter out of the image's build; pin its version, as "
            "each release may know more rules."
        ),
        confidence=0.8,
    )


RULE = Rule(
    code="BB716",
    name="python-lint",
    title="A linter of Python found faults",
    category=Category.APP_TEST,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="flake8, ruff, pylint, black or isort ran in the build and was not content.",
        instruction="RUN ruff check .",
        example="den.py:3:8: F401 `os` imported but unused\nFound 1 error.",
        fix="Mend the faults, or lint in a step of its own.",
    ),
)
