"""A tool refuses its configuration: a key or value it does not know."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*?(?P<webpack>Invalid (?:configuration|options) object\. .*)"
    r"|^.*?(?P<rule>Configuration for rule \"[^\"]+\" is invalid.*)"
    r"|^.*?(?P<none>ESLint couldn't find .*(?:config|plugin).*)"
    r"|^.*?(?P<schema>Schema validation failed with the following errors:.*)"
    r"|^.*?(?P<babel>\.(?:\w+)\.(?:\w+) is not a valid \w+ option.*)"
    r"|^.*?(?P<option>(?:Unknown|Invalid|Unrecognized) (?:\w+ )?(?:option|key|property)s? "
    r"[\"'`][^\"'`]+[\"'`].*)",
    "Invalid ", "is invalid", "ESLint couldn't", "Schema validation", "not a valid",
    "Unknown ", "Unrecognized ",
)  # fmt: skip
_LAST = 60


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None or hit.line.lower().lstrip(" [").startswith(("warn", "npm warn")):
        return None
    text = next(filter(None, hit.match.groups())).strip().rstrip(".:")
    return Told(
        cause=f"A tool refuses its configuration: {text[:180]}.",
        because=proofs((hit,)),
        advice=(
            "Compare the file with the tool's version: keys come and go between releases, so pin "
            "the tool; see that the configuration file was copied before this line."
        ),
        commands=("ls -a",),
        confidence=0.75,
    )


RULE = Rule(
    code="BB731",
    name="config-refused",
    title="A tool refuses its configuration",
    category=Category.APP_CONFIG,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The file can be read, and holds a key or value that this release does not know.",
        instruction="RUN npx webpack",
        example=(
            "[webpack-cli] Invalid configuration object. Webpack has been initialized using a "
            "configuration object that does not match the API schema."
        ),
        fix="Write the file for the version that is installed, and pin that version.",
    ),
)
