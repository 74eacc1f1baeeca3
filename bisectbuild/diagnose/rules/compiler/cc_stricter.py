"""Newer compilers refuse what older ones only warned of."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler import c_log
from bisectbuild.diagnose.signature import Signature

_OPTIONS = (
    r"implicit-function-declaration|implicit-int|int-conversion|incompatible-pointer-types"
    r"|incompatible-function-pointer-types|return-mismatch|declaration-missing-parameter-type"
    r"|narrowing|c\+\+11-narrowing"
)
_LINE = Signature(
    c_log.PLACE + rf"error: (?P<text>[^\n]+?) \[-W(?P<option>{_OPTIONS})\]$",
    "implicit-", "int-conversion", "incompatible-", "return-mismatch", "missing-parameter-type",
    "narrowing",
)  # fmt: skip
_KEYWORD = Signature(
    c_log.PLACE + rf"note: (?P<text>{c_log.OPEN}(?:bool|true|false|nullptr|thread_local|constexpr"
    rf"|typeof|alignas|static_assert){c_log.CLOSE} is a keyword with {c_log.OPEN}-std=c23[^\n]*)",
    "-std=c23",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is not None:
        option = hit["option"]
        change = f"build with `-Wno-error={option}` in CFLAGS"
        if "narrowing" in option:
            change = "build with `-Wno-narrowing` in CXXFLAGS"
    else:
        hit = _KEYWORD.first(case.log)
        if hit is None:
            return None
        change = "build with `-std=gnu17` in CFLAGS"
    return Told(
        cause=f"This compiler refuses what older ones let pass, in {c_log.place(hit)}: "
        f"{c_log.short(hit['text'])}.",
        because=proofs((hit,)),
        advice=f"Take a newer release of the source, {change}, "
        "or take a base image with an older compiler.",
        commands=("cc --version",),
        confidence=0.85,
    )


RULE = Rule(
    code="BB507",
    name="cc-stricter",
    title="The compiler is newer than the source",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="gcc 14 and clang 16 made errors of several old warnings, and gcc 15 takes C23 "
        "as its language; older sources stop there.",
        instruction="RUN make",
        example=(
            "lamp.c:21:5: error: implicit declaration of function 'glow' "
            "[-Wimplicit-function-declaration]"
        ),
        fix="Update the source, pass `-Wno-error=…` or `-std=gnu17`, or pin an older base.",
        exit_code=2,
    ),
)
