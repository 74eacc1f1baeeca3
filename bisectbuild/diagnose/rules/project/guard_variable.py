"""A check of the project stops the build, since a value was not given."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_NAME = r"[\"'`$<{]*(?P<%s>[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*)[\"'`}>]*"
_KIND = r"(?: \(?(?:build[- ]?arg(?:ument)?|variable|env(?:ironment)? var(?:iable)?|argument)\)?)?"
_STATE = (
    r" (?:must be (?:set|specified|defined|provided|given|non-empty)"
    r"|(?:is |was )?(?:required|not set|unset|not defined|undefined|missing|mandatory)|is empty)\b"
)
_ASKED = (
    r"(?i:please (?:set|specify|provide|define|pass)|you must (?:set|specify|provide|define|pass)"
    r"|missing (?:required )?(?:build[- ]?arg\w*|argument|variable))"
    r"(?: (?:the|a|an|value for|environment|variable|build-arg|build|arg|--build-arg))*:? "
)
_LINE = Signature(
    rf"^.{{0,120}}?(?<![\w.]){_NAME % 'first'}{_KIND}{_STATE}.*$"
    rf"|^.{{0,80}}?{_ASKED}{_NAME % 'second'}.*$"
)
# Tools that say so of settings of their own.
_OTHERS = ("debconf", "configure: ", "CMake ", "npm ")
_SHORTEST = 3
_WORDS = frozenset(
    {"TERM", "A", "I", "URL", "GPG", "ERROR", "THE", "WARNING", "CMAKE", "PATH", "JAVA_HOME"}
)


def _check(case: Case) -> Told | None:
    if case.exit_code == 0:
        return None
    hit = _LINE.last(closing(case.log, 4))
    if hit is None or "arning" in hit.line[:12] or hit.line.startswith(_OTHERS):
        return None
    name = hit["first"] or hit["second"]
    if name in _WORDS or len(name) < _SHORTEST:
        return None
    asked = name in case.source
    if not asked and "_" not in name:
        return None
    return Told(
        cause=f"A check in the step wants {name}, which was not given.",
        because=proofs((hit,)),
        advice=(
            f"Build with `--build-arg {name}=…` and `ARG {name}` in this stage (an ARG before FROM "
            "is not known after it), or by `--mount=type=secret` for a secret."
        ),
        commands=("env | sort",),
        confidence=0.85 if asked else 0.65,
    )


RULE = Rule(
    code="BB770",
    name="guard-variable",
    title="A check wants a value that was not given",
    category=Category.GUARD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The Dockerfile or a script looks for a value on purpose, and stops without it.",
        instruction='RUN test -n "$DEPOT_CHANNEL" || (echo "DEPOT_CHANNEL must be set" && exit 1)',
        example="DEPOT_CHANNEL must be set",
        fix="Pass it with `--build-arg`.",
    ),
)
