"""opam (OCaml) finds no such package, cannot solve, or misses a tool."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.c_log import short
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    r"^[ \t]*\[ERROR\][ \t]+(?:No package named (?P<name>\S+) found|(?P<package>\S+) is not "
    r"available because (?P<why>[^\n]+)"
    r"|(?P<conflict>Package conflict!|[^\n]*no (?:solution|version)[^\n]*)|(?P<tool>Missing "
    r"dependenc(?:y|ies)[^\n]*)"
    r"|The compilation of (?P<built>\S+) failed[^\n]*|(?P<root>Opam has not been "
    r"initiali[sz]ed[^\n]*))"
    r"|^(?P<bwrap>bwrap: [^\n]*(?:No permissions|namespace|not permitted)[^\n]*)",
    "[ERROR]", "bwrap: ",
)  # fmt: skip
_OPAM = Signature(r"\bopam\b", "opam")


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None or not (_OPAM.within(case.script) or _OPAM.first(case.log)):
        return None
    cause, advice, category = _words(hit)
    return Told(
        cause=cause,
        because=proofs((hit,)),
        advice=advice,
        commands=("opam --version", "opam switch list", "ocaml -version"),
        confidence=0.8,
        category=category,
    )


def _words(hit: Hit) -> tuple[str, str, Category | None]:
    if hit["bwrap"]:
        return (
            "opam's sandbox (bubblewrap) may not run inside a build.",
            "Initialise opam with `--disable-sandboxing`.",
            Category.ENV_POLICY,
        )
    if hit["root"] or hit["tool"]:
        return (
            f"opam is not ready: {short(hit['root'] or hit['tool'])}.",
            (
                "Run `opam init --bare --disable-sandboxing -y` as the same user, after installing "
                "what "
                "it names."
            ),
            Category.TOOL_MISSING,
        )
    if hit["built"]:
        return (
            f"opam could not compile the package {hit['built']}.",
            (
                "Install the libraries it needs (`opam depext`, `opam install "
                "--confirm-level=unsafe-yes`)."
            ),
            Category.NATIVE_BUILD,
        )
    if hit["conflict"]:
        return (
            f"opam finds no set of packages: {short(hit['conflict'])}.",
            "Take the OCaml release that they are made for, or run `opam update` before.",
            Category.PKG_CONFLICT,
        )
    name = hit["name"] or hit["package"]
    return (
        f"opam has no package {name}" + (f": {short(hit['why'])}." if hit["why"] else "."),
        "Correct the name, run `opam update` before, or take the OCaml release that it is for.",
        None,
    )


RULE = Rule(
    code="BB524",
    name="opam-error",
    title="opam cannot install a package",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="opam knows no such package for this OCaml, or cannot run in the build.",
        instruction="RUN opam install -y kelp",
        example="[ERROR] No package named kelp found.",
        fix="Run `opam update`, correct the name, or switch its sandbox off.",
    ),
)
