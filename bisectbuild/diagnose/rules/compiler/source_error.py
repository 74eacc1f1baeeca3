"""The first error of a compiler without a rule of its own: Swift, Haskell, Nim, Zig, Dart, …."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.c_log import short
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    r"^[ \t.|]*(?:(?P<colons>[^\s:()]+\.(?:swift|zig|hs|lhs|dart|v|elm|idr|f90|F90|f|adb"
    r"|pas)):(?P<row>\d+):\d+(?:-\d+)?: "
    r"(?:fatal )?[Ee]rror: ?(?:\[[^\]\n]+\] ?)?(?P<text>[^\n]*)(?:\n[ \t]+(?P<next>[^\n]+))?"
    r"|(?:Target \S+ failed: )?(?:Exception: "
    r")?(?P<dart>[^\s:()]+\.dart):(?P<spot>\d+):\d+:\s*\n?Error: (?P<says>[^\n]+)"
    r"|(?P<braces>[^\s:()]+\.(?:nim|nims|d|di|pas)) ?\((?P<line>\d+)(?:, ?\d+)?\)(?::)? (?:Error"
    r"|error)(?: \d+)?: (?P<said>[^\n]+)"
    r"|File \"(?P<ocaml>[^\"\n]+\.mli?)\", lines? "
    r"(?P<at>\d+)[^\n]*\n(?:[^\n]*\n){0,12}?Error(?: \([^)\n]*\))?: (?P<told>[^\n]+)"
    r"|In (?P<crystal>[^\s:]+\.cr):(?P<mark>\d+):\d+\n(?:[^\n]*\n){0,12}?Error: (?P<words>[^\n]+))",
    "rror",
)
_NAMES = ("colons", "dart", "braces", "ocaml", "crystal")
_ROWS = ("row", "spot", "line", "at", "mark")
_TEXTS = ("text", "says", "said", "told", "words", "next")


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    text = _one(hit, _TEXTS)
    return Told(
        cause=f"The compiler refuses {_one(hit, _NAMES)}:{_one(hit, _ROWS)}: {short(text)}.",
        because=proofs((hit,)),
        advice="Mend that line, or build with the release of the compiler and of the packages that "
        "the source is made for.",
        commands=(f"sed -n '{_one(hit, _ROWS)}p' {_one(hit, _NAMES)}",),
        confidence=0.8,
    )


def _one(hit: Hit, names: tuple[str, ...]) -> str:
    return next((hit[name] for name in names if hit[name].strip()), "")


RULE = Rule(
    code="BB598",
    name="source-error",
    title="A source does not compile",
    category=Category.APP_COMPILE,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The compiler stops at a source; the first error is the cause.",
        instruction="RUN swift build",
        example="/app/Sources/lamp/main.swift:3:1: error: cannot find 'glow' in scope",
        fix="Mend the source, or take the compiler that it is made for.",
    ),
)
