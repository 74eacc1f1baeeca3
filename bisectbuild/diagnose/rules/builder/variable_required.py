"""A variable is required by `${name:?reason}` and has no value."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r'failed to process "[^"\n]*\$\{(?P<name>\w+):?\?[^"\n]*": (?P=name): (?P<why>[^\n]+)'
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or case.exit_code is not None:
        return None
    name, why = heard["name"], heard["why"].rstrip(". ")
    return Told(
        cause=f"`{name}` must have a value, and has none: {why}.",
        because=heard.because,
        advice=f"Build with `--build-arg {name}=…`, and declare `ARG {name}` above that line.",
        confidence=0.97,
    )


RULE = Rule(
    code="BB156",
    name="variable-required",
    title="A variable that must have a value has none",
    category=Category.ARG_ENV,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="`${name:?reason}` stops the build with the reason where the variable is empty.",
        instruction="ENV KIOSK=${KIOSK_ID:?which kiosk?}",
        example='failed to process "${KIOSK_ID:?which kiosk?}": KIOSK_ID: which kiosk?',
        fix="Give the value with --build-arg.",
        exit_code=None,
    ),
)
