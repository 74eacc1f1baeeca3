"""A type checker of Python found faults."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_VERDICT = Signature(
    r"^Found (?P<mypy>[1-9]\d*) errors? in \d+ files? \((?:checked|errors prevented).*"
    r"|^(?P<pyright>[1-9]\d*) errors?, \d+ warnings?(?:, \d+ informations?)?",
    " error",
)
_FAULT = Signature(r"^\s*(?P<file>\S+\.pyi?):\d+(?::\d+)?:? ?-? error: (?P<text>.*)$", "error: ")
_LAST = 150


def _check(case: Case) -> Told | None:
    last = _VERDICT.last(case.log.tail(_LAST))
    found = tuple(_FAULT.hits(case.log))
    if last is None or not found:
        return None
    first, count = found[0], last["mypy"] or last["pyright"]
    return Told(
        cause=(
            f"The type checker found {count} error{'' if count == '1' else 's'}, the first in "
            f"{first['file']}: {first['text'].strip()[:120]}."
        ),
        because=proofs((*found[:3], last)),
        advice=(
            "Mend the types, install missing stubs (`types-…`), or leave the checker out of the "
            "image's build; pin its version."
        ),
        confidence=0.85,
    )


RULE = Rule(
    code="BB718",
    name="type-check",
    title="A type checker of Python found errors",
    category=Category.APP_TEST,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="mypy or pyright ran in the build, and the types do not fit.",
        instruction="RUN mypy den",
        example=(
            'den/door.py:3: error: Name "lynx" is not defined  [name-defined]\n'
            "Found 1 error in 1 file (checked 4 source files)"
        ),
        fix="Mend the types, or check them in a step of its own.",
    ),
)
