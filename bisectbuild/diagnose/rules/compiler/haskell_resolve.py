"""Stack or cabal cannot bring a Haskell project's compiler or packages together."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.c_log import short
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?:Error: )?(?:(?P<ghc>(?:No compiler found|Compiler version mismatched|No setup "
    r"information found for ghc)[^\n]*)"
    r"|(?:cabal: |Error: \[Cabal-\d+\]\n[ \t]*)?Could not resolve "
    r"dependencies:(?P<cabal>(?:\n[ \t]*\[__\d+\][^\n]*){0,12})"
    r"|In the dependencies for (?P<package>\S+?)(?:\([^)\n]*\))?:\n[ \t]*(?P<stack>[^\n]+)"
    r"|(?P<lost>Unable to find cabal file[^\n]*|No cabal file found[^\n]*|There is no \.cabal "
    r"file[^\n]*)"
    r"|(?:cabal: )?There is no package named '(?P<unknown>[^'\n]+)')",
    "compiler found", "Compiler version mismatched", "No setup information",
    "Could not resolve dependencies",
    "In the dependencies for", "abal file", "There is no package named",
)  # fmt: skip
_REJECTED = Signature(r"^[ \t]*\[__\d+\] (?:rejecting|fail)[: ]+(?P<text>[^\n]+)", "[__")
_TOOL = Signature(r"\bstack\b|\bcabal\b|\bghc\b")


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None or not (
        _TOOL.within(case.script) or "[__" in case.log.text or _TOOL.first(case.log)
    ):
        return None
    rejected = _REJECTED.first(case.log)
    text = hit["ghc"] or hit["lost"] or hit["stack"] or (rejected["text"] if rejected else "")
    if hit["unknown"]:
        cause = f"cabal knows no package {hit['unknown']}."
    else:
        of = f" of {hit['package']}" if hit["package"] else ""
        cause = f"The Haskell packages{of} do not go together" + (
            f": {short(text)}." if text else "."
        )
    if hit["ghc"]:
        cause = f"Stack's resolver asks for another GHC than the image has: {short(text)}."
    elif hit["lost"]:
        cause = f"The project's .cabal file was not found: {short(text)}."
    return Told(
        cause=cause,
        because=proofs(each for each in (hit, rejected) if each),
        advice=(
            "Run `cabal update` before, take the GHC that the project is made for (its resolver or "
            "`tested-with`), pin the index (cabal.project.freeze), or add it to extra-deps."
        ),
        commands=("ghc --version", "cabal --version", "cat stack.yaml cabal.project"),
        confidence=0.85,
        category=Category.RUNTIME_VERSION
        if hit["ghc"]
        else Category.FILE_MISSING
        if hit["lost"]
        else None,
    )


RULE = Rule(
    code="BB595",
    name="haskell-resolve",
    title="Haskell packages do not go together",
    category=Category.PKG_CONFLICT,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The solver found no set of packages for this compiler, or no compiler for the "
        "resolver.",
        instruction="RUN cabal build",
        example=(
            "Error: cabal: Could not resolve dependencies:\n"
            "[__0] trying: lamp-0.1.0.0 (user goal)\n"
            "[__1] rejecting: base-4.18.0.0/installed (conflict: lamp => base<4.17)"
        ),
        fix="Take the GHC that the project is made for, or raise its bounds.",
    ),
)
