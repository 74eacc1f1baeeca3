"""package.json has no script of the name that is run."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^npm (?:ERR!|error) [Mm]issing script: [\"']?(?P<npm>[^\"'\s]+)[\"']?"
    r"|^error Command \"(?P<yarn>[^\"\n]+)\" not found\."
    r"|^(?:.*Usage Error: )?Couldn't find a script named \"(?P<berry>[^\"\n]+)\""
    r"|^\s*ERR_PNPM_NO_SCRIPT\s+Missing script: (?P<pnpm>\S+)"
    r"|^error: Script not found \"(?P<bun>[^\"\n]+)\"",
    "issing script", "error Command", "find a script", "Script not found",
)  # fmt: skip
_LAST = 150


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    name = next(filter(None, hit.match.groups()))
    return Told(
        cause=f"package.json has no script named {name}.",
        because=proofs((hit,)),
        advice=(
            f"Add {name} to `scripts` of package.json, or correct the name; see that WORKDIR is "
            "the directory of the package that has it (a workspace has several), and that its "
            "package.json was copied anew."
        ),
        commands=("pwd", "npm run", "cat package.json"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB782",
    name="script-unknown",
    title="package.json has no such script",
    category=Category.APP_CONFIG,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="npm, yarn, pnpm and bun run the scripts that package.json names, and no others.",
        instruction="RUN npm run bundle",
        example='npm error Missing script: "bundle"',
        fix="Correct the name, or run it in the directory of the package that has it.",
    ),
)
