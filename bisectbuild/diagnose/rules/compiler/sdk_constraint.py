"""Dart, Flutter, Swift or OCaml is not of the version that the packages ask for."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_DART = Signature(
    r"^[ \t]*(?:Because|And because|So, because|And|Error:)[^\n]*?(?P<who>\b[a-z_]\w*)(?: "
    r"[<>=\d^][^\n]*?)?"
    r"(?: which)? requires (?P<sdk>the Flutter SDK|SDK version|Flutter SDK version)"
    r"[: ]*(?P<wants>[^\n,]*),? (?:version solving failed|which|is)?",
    "requires SDK version", "requires the Flutter SDK", "requires Flutter SDK",
)  # fmt: skip
_CURRENT = Signature(
    r"^[ \t]*The current (?P<name>Dart|Flutter) SDK version is (?P<has>[\w.+-]*\w)",
    "SDK version is",
)
_SWIFT = Signature(
    r"[Pp]ackage '?(?P<who>[^'\s]+)'? (?:is using|requires minimum) Swift tools version "
    r"(?P<wants>[\d.]*\d)"
    r"(?: but the installed version is |\. Current Swift tools version is )(?P<has>[\d.]*\d)",
    "Swift tools version",
)
_OPAM = Signature(
    r"^[ \t]*- (?P<who>\S+)(?: [^\n]*?)? (?:→|->) (?P<wants>(?:ocaml|ocaml-base-compiler) [^\n]+)",
    "ocaml",
)
_UNMET = Signature(
    r"couldn't be met|Package conflict|no solution|unmet dependencies",
    "couldn't be met",
    "conflict",
    "no solution",
    "unmet",
)


def _check(case: Case) -> Told | None:
    hit = _SWIFT.first(case.log)
    if hit is not None:
        return _told(hit, "Swift", hit["who"], hit["wants"], hit["has"])
    hit = _DART.first(case.log)
    if hit is not None and "version solving failed" in case.log.text:
        current = _CURRENT.first(case.log)
        name = current["name"] if current else "Flutter" if "Flutter" in hit["sdk"] else "Dart"
        return _told(
            hit, name, hit["who"], hit["wants"].strip(" ."), current["has"] if current else ""
        )
    hit = _OPAM.first(case.log)
    if hit is None or _UNMET.first(case.log) is None:
        return None
    return _told(hit, "OCaml", hit["who"], hit["wants"].strip(), "")


def _told(hit: Hit, name: str, who: str, wants: str, has: str) -> Told:
    there = f"the image has {has}" if has else "the image has another"
    return Told(
        cause=f"{who} needs {name} {wants or 'of another version'}, and {there}.",
        because=proofs((hit,)),
        advice=f"Take a base image with a {name} that suits, or releases of the packages that are "
        "made for this one (commit the lock file).",
        commands=(f"{name.lower()} --version",),
        confidence=0.9,
    )


RULE = Rule(
    code="BB597",
    name="sdk-constraint",
    title="Dart, Swift or OCaml is not of the version that is asked for",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The project or a package of it names the releases of the language that it takes.",
        instruction="RUN dart pub get",
        example=(
            "The current Dart SDK version is 2.19.6.\n\n"
            "Because lamp requires SDK version >=3.0.0 <4.0.0, version solving failed."
        ),
        fix="Take a base image with that release.",
    ),
)
