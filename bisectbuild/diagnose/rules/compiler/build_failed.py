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
    r"(?:\n[^\n]*){1,3}?ExitFailure \(?(?P<code>-?\d+)"
    r"|^ERROR: [^\n]*?BUILD(?:\.bazel)?:\d+:\d+: (?P<bazel>[^\n]+?) failed: \(Exit \d+\)",
    "While building package",
    " failed: (Exit ",
)
_NOT_FOUND = "127"
_KILLED = "-9"


def _check(case: Case) -> Told | None:
    hit, tool = _MAKE.first(case.log), "make"
    if hit is None and _NINJA_END.first(case.log):
        hit, tool = _NINJA.first(case.log), "ninja"
    if hit is None:
        return _other(case)
    target = hit["target"].strip()[:120]
    what = "was not found" if hit["code"] == _NOT_FOUND else _ending(hit)
    return Told(
        cause=f"A command for {tool}'s target {target} {what}; its reason stands above that line.",
        because=(*_before(case, hit), *proofs((hit,))),
        advice="Read the lines above it; run with one job (`-j1`) to keep them together.",
        commands=("make -j1 V=1" if tool == "make" else "ninja -j1 -v",),
        confidence=0.5,
    )


def _ending(hit: Hit) -> str:
    signal = hit.match.groupdict().get("signal")
    if signal:
        return f"was ended by a signal ({signal.strip()})"
    return f"failed with code {hit['code']}" if hit["code"] else "failed"


def _other(case: Case) -> Told | None:
    hit = _OTHER.first(case.log)
    if hit is None:
        return None
    killed = hit["code"] == _KILLED
    return Told(
        cause=f"The build of {hit['target'] or hit['bazel']} "
        + (
            "was killed, mostly for want of memory."
            if killed
            else "failed; its reason stands above."
        ),
        because=(*_before(case, hit), *proofs((hit,))),
        advice="Give the engine more memory, or build with one job (`-j1`)."
        if killed
        else "Read the lines above it; run with one job (`-j1`) to keep them together.",
        commands=("free -m",) if killed else ("stack build -j1 --verbose", "bazel build -s"),
        confidence=0.7 if killed else 0.5,
        category=Category.RESOURCE_MEM if killed else None,
        fault=Fault.MACHINE if killed else None,
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
