"""The registry knows the package, but not the version that is asked for."""

from __future__ import annotations

from shlex import quote

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.npm_log import NPM, PNPM
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    NPM + r"(?:notarget |code ETARGET |404 )?No (?:matching|compatible) version found(?: for|:) "
    r"(?P<npm>\S+?)\.?(?: with a date before (?P<date>[^\n]+?))?$"
    r"|^error Couldn't find any versions for \"(?P<yarn>[^\"\n]+)\" that matches "
    r"\"(?P<range>[^\"\n]+)\""
    r"|"
    + PNPM
    + r"ERR_PNPM_NO_MATCHING_VERSION\]?[^\n]*?No matching version found for (?P<pnpm>\S+)"
    r"|^error: No version matching \"(?P<range2>[^\"\n]+)\" found for specifier "
    r"\"(?P<bun>[^\"\n]+)\""
    r"|^[^\n]*YN0082:[^\n]*?(?P<berry>(?:@[\w.-]+/)?[\w.-]+@npm:[^\s:]+): No candidates found",
    "version found",
    "any versions for",
    "No version matching",
    "YN0082",
)
_YOUNG = Signature(
    r"minimumReleaseAge|minimum[ -]release[ -]age|ERR_PNPM_NO_MATURE_MATCHING_VERSION",
    "inimum",
    "MATURE",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log)
    if hit is None:
        return None
    name = hit["npm"] or hit["pnpm"] or hit["berry"]
    if not name:
        name = f"{hit['yarn'] or hit['bun']}@{hit['range'] or hit['range2']}"
    package = name.rpartition("@")[0] or name
    young = hit["date"] or _YOUNG.first(case.log) is not None
    return Told(
        cause=f"The registry has no version that satisfies {name}"
        + (" among those old enough for the configured minimum age." if young else "."),
        because=proofs((hit,)),
        advice=(
            "Wait, or except the package from the minimum release age."
            if young
            else f"Ask for a version of {package} that exists (`npm view {package} versions`); a "
            "version that was just published may be missing in a mirror, and a withdrawn one must "
            "leave the lock file."
        ),
        commands=("npm config get registry", f"npm view {quote(package)} versions"),
        confidence=0.93,
    )


RULE = Rule(
    code="BB451",
    name="node-version-gone",
    title="The npm registry has no such version",
    category=Category.PKG_VERSION_GONE,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The package is there, the version or range is not: withdrawn, mistyped, too new "
        "for the mirror, or never published.",
        instruction="RUN npm install",
        example="npm error code ETARGET\n"
        "npm error notarget No matching version found for applecart@^9.1.0.",
        fix="Ask for a version that exists, and lock again.",
    ),
)
