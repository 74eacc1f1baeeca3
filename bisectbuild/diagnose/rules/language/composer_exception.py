"""composer ends with an exception, and nothing more precise is known."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_BOX = Signature(
    r"^[ \t]{2}\[(?P<kind>[\w\\]+(?:Exception|Error))\][ \t]*\n[ \t]*(?P<what>[^\n]+)", "  ["
)
_LINE = Signature(r"^In (?P<file>\w+\.php) line \d+:[ \t]*\n+[ \t]*(?P<what>[^\n]+)", ".php line ")


def _check(case: Case) -> Told | None:
    if "composer" not in case.script:
        return None
    hit = _BOX.last(case.log) or _LINE.last(case.log)
    if hit is None:
        return None
    what = hit["what"].strip().rstrip(".")
    kind = hit.match.groupdict().get("kind") or hit.match.groupdict().get("file") or ""
    return Told(
        cause=f"composer stopped with {kind}: {what[:200]}.",
        because=proofs((hit,)),
        advice=(
            "Run it with `-vvv` in the opened shell to see where. Mostly composer and the PHP or "
            "the packages are of different times: pin composer's version "
            "(`COPY --from=composer:2 …`) and commit composer.lock."
        ),
        commands=("composer --version", "php -v", "composer diagnose"),
        confidence=0.6,
    )


RULE = Rule(
    code="BB493",
    name="composer-exception",
    title="composer ends with an exception",
    category=Category.APP_CONFIG,
    rank=Rank.GENERIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="composer shows the exception that stopped it, and what it says.",
        instruction="RUN composer global require plum/press",
        example="Changed current directory to /composer\n\n\n  [ErrorException]\n"
        "  Undefined index: version\n\n\nrequire [--dev] [--prefer-source]",
        fix="Read its message; pin composer's version.",
    ),
)
