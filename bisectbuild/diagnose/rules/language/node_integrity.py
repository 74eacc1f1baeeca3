"""A package's archive is not the one that the lock file has the hash of."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.npm_log import NPM, PNPM
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    NPM + r"(?:code EINTEGRITY|(?:Verification failed while extracting (?P<npm>\S+?):?$)"
    r"|(?:EINTEGRITY )?sha\d+-\S+ integrity checksum failed(?:[^\n]* from "
    r"(?P<tarball>https?://\S+))?)"
    r"|^error (?:\S+: )?Integrity check(?:sum)? failed for \"(?P<yarn>[^\"\n]+)\""
    r"|^error Incorrect integrity when fetching from the cache for \"(?P<cache>[^\"\n]+)\""
    r"|" + PNPM + r"ERR_PNPM_(?:TARBALL_INTEGRITY|BAD_TARBALL\w*)\]?[^\n]*?(?P<pnpm>https?://\S+)?[\",\s]"
    r"|^[^\n]*YN0018:[^\n]*?(?P<berry>(?:@[\w.-]+/)?[\w.-]+@npm:[^\s:]+): The remote archive "
    r"doesn't match",
    "EINTEGRITY", "integrity", "Integrity", "Verification failed", "ERR_PNPM_TARBALL", "YN0018",
    "ERR_PNPM_BAD_TARBALL",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log))
    if not hits:
        return None
    groups = ("npm", "yarn", "cache", "pnpm", "berry", "tarball")
    names = [hit[each] for hit in hits for each in groups if hit[each]]
    what = names[-1] if names else "a package"
    return Told(
        cause=f"The archive of {what} has another hash than the lock file says.",
        because=proofs(hits),
        advice=(
            "Try again without caches (`npm cache clean --force`, no cache mount). If it stays, "
            "the registry, mirror or proxy serves another file than the one that was locked: lock "
            "again against this registry and look at what changed."
        ),
        commands=("npm config get registry", "npm cache verify"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB466",
    name="node-integrity",
    title="An npm package is not what the lock file says",
    category=Category.CHECKSUM,
    rank=Rank.SPECIFIC,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="The downloaded archive's hash differs from the locked one: a cut download, a "
        "mirror with other files, or a package that was published anew.",
        instruction="RUN npm ci",
        example="npm error code EINTEGRITY\nnpm error Verification failed while extracting "
        "applecart@2.1.0:",
        fix="Try again without caches; then lock against the registry that is used.",
    ),
)
