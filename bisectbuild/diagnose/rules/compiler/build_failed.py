"""make or ninja says that a command failed, and nothing closer is known."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Proof, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_MAKE = Signature(
    r"^[ \t]*g?make(?:\[\d+\])?: \*\*\* \[(?:[^\]\n]*?:\d+: )?(?P<target>[^\]\n]+)\] "
    r"(?:Error (?P<code>\d+)|(?P<signal>[A-Z][a-z]\w+[^\n]*))",
    "*** [",
)
_NINJA = Signature(r"^FAILED: (?:\[code=(?P<code>\d+)\] )?(?P<target>\S[^\n]*)", "FAILED: ")
_NINJA_END = Signature(r"^ninja: build stopped: ", "ninja: build stopped: ")
_OTHER = Signature(
    r"^[ \t]*--[ \t]+While building package (?P<target>\S+) (?:\(scroll up[^\n]*)?using:"
    r"(?:\n[^\n]*){1,3}?ExitFailure (?P<code>\d+)"
    r"|^ERROR: [^\n]*?BUILD(?:\.bazel)?:\d+:\d+: (?P<bazel>[^\n]+?) failed: \(Exit (?P<exit>\d+)\)",
    "While building package",
    " failed: (Exit ",
)
_NOT_FOUND = "127"
_AGAIN = {
    "make": "make -j1 V=1",
    "ninja": "ninja -j1 -v",
    "the build": "stack build -j1 --verbose",
}


def _check(case: Case) -> Told | None:
    hit, tool = _MAKE.first(case.log), "make"
    if hit is None and _NINJA_END.first(case.log):
        hit, tool = _NINJA.first(case.log), "ninja"
    if hit is None:
        hit, tool = _OTHER.first(case.log), "the build"
    if hit is None:
        return None
    groups = hit.match.groupdict()
    number = groups.get("code") or groups.get("exit")
    code = f" with code {number}" if number else ""
    target = (groups.get("target") or groups["bazel"]).strip()[:120]
    what = "was not found" if number == _NOT_FOUND else f"failed{code}"
    return Told(
        cause=f"A command for {tool}'s target {target} {what}; its reason stands above that line.",
        because=(*_before(case, hit), *proofs((hit,))),
        advice="Read the lines above it; run with one job (`-j1`) to keep them together.",
        commands=(_AGAIN[tool],),
        confidence=0.5,
    )


def _before(case: Case, hit: Hit) -> tuple[Proof, ...]:
    at = case.log.numbers.index(hit.number)
    return tuple(
        Proof(text=line.strip(), line=number)
        for line, number in zip(
            case.log.lines[max(0, at - 3) : at], case.log.numbers[max(0, at - 3) : at], strict=True
        )
        if line.strip()
    )


RULE = Rule(
    code="BB535",
    name="build-failed",
    title="A command of make, ninja, stack or bazel failed",
    category=Category.APP_COMPILE,
    rank=Rank.GENERIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="make and ninja only pass on that a command of theirs failed.",
        instruction="RUN make site",
        example="weave --all pages\npages/home: no such loom\nmake: *** [Makefile:9: site] Error 1",
        fix="Find the failed command's own words above that line.",
        exit_code=2,
    ),
)
