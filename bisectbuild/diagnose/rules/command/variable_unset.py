"""The shell was told to fail on variables without a value, and met one."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature
from bisectbuild.trace.digest import Log

_LINE = Signature(
    r"^\S+: (?:line )?(?:\d+: )?(?:\S+: )?(?P<name>[A-Za-z_]\w*|\d+|!\w+): "
    r"(?P<how>unbound variable|parameter (?:not set or null|null or not set|not set))$",
    "unbound variable", "parameter",
)  # fmt: skip


# `${NAME:?message}`, whose message is the author's own.
_GUARDED = Signature(r"\$\{(?P<name>[A-Za-z_]\w*):?\?")


def _check(case: Case) -> Told | None:
    log = closing(case.log)
    hit = _LINE.last(log) or _own_words(case, log)
    if hit is None:
        return None
    name = hit["name"]
    own = "" if _LINE.within(hit.line) else f" ({hit['how'].strip()[:120]})"
    return Told(
        cause=f"The shell variable {name} has no value, and the shell was told to stop then{own}.",
        because=proofs((hit,)),
        advice=_advice(case, name),
        commands=("env | sort",),
        confidence=0.9,
        category=Category.GUARD
        if "null" in hit.line or _GUARDED.within(case.source)
        else Category.ARG_ENV,
    )


def _own_words(case: Case, log: Log) -> Hit | None:
    names = {found["name"] for found in _GUARDED.pattern.finditer(case.source)}
    if not names:
        return None
    either = "|".join(sorted(names))
    said = Signature(rf"^\S+: (?:line )?(?:\d+: )?(?:\S+: )?(?P<name>{either}): (?P<how>.+)$")
    return said.last(log)


def _advice(case: Case, name: str) -> str:
    if case.dockerfile is not None:
        args = [each for each in case.dockerfile.global_args if each.value.startswith(name)]
        if args:
            return (
                f"ARG {name} in line {args[0].span.start} stands before FROM: write `ARG {name}` "
                "again in this stage."
            )
    return (
        f"Give it: `ARG {name}=…` in this stage or `--build-arg {name}=…`; where it may be empty, "
        f"write `${{{name}:-}}`. An ARG of another stage is not known here."
    )


RULE = Rule(
    code="BB654",
    name="variable-unset",
    title="A shell variable has no value",
    category=Category.ARG_ENV,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "`set -u` and `${NAME:?}` end the shell where a variable has no value. ARG values end "
            "with their stage, and those before FROM must be declared again."
        ),
        instruction='RUN set -eu; echo "$DEPOT_VERSION" > /etc/depot-version',
        example="/bin/sh: 1: DEPOT_VERSION: parameter not set",
        fix="Declare `ARG DEPOT_VERSION` in this stage and pass it with `--build-arg`.",
        exit_code=2,
    ),
)
