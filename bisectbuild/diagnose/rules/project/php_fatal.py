"""A PHP program ended with a fatal error."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:PHP )?(?P<kind>Fatal error|Parse error): +(?:Uncaught )?(?P<text>.+?)"
    r"(?: in (?P<file>/\S+?)(?:\((?P<l2>\d+)\).*|(?: on line |:)(?P<line>\d+)))?$",
    "Fatal error", "Parse error",
)  # fmt: skip
_LAST = 60


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    where = f" in {hit['file']}, line {hit['line'] or hit['l2']}" if hit["file"] else ""
    return Told(
        cause=f"PHP ended with a {hit['kind'].lower()}{where}: {hit['text'][:160].rstrip('.')}.",
        because=proofs((hit,)),
        advice=(
            "A parse error in a library often means that the image's PHP is older than the library "
            "asks for; otherwise read the message, and raise `memory_limit` where memory ran out."
        ),
        commands=("php -v", "php -m"),
        confidence=0.6,
    )


RULE = Rule(
    code="BB745",
    name="php-fatal",
    title="A PHP program ended with a fatal error",
    category=Category.APP_RUN,
    rank=Rank.GENERIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="PHP could not go on: a missing class, a syntax it does not know, no memory left.",
        instruction="RUN php artisan den:fill",
        example=(
            "PHP Fatal error:  Uncaught Error: Call to undefined function lynx() in /app/den.php:3"
        ),
        fix="Mend the program, or take the PHP version and extensions that it needs.",
        exit_code=255,
    ),
)
