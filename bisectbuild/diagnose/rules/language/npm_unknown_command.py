"""npm, yarn or pnpm does not know the command that it is given."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

# npm 7 and later; npm 6 and before answer with the usage, which names nothing.
_UNKNOWN = Signature(r"^Unknown command: \"(?P<name>[^\"\n]+)\"\s*$", "Unknown command")
_MEANT = Signature(r"^\s+(?P<meant>npm [\w-]+)\b.*$", "npm ")
_LAST = 25


def _check(case: Case) -> Told | None:
    hit = _UNKNOWN.last(case.log.tail(_LAST))
    if hit is None:
        return None
    meant = _MEANT.first(case.log.tail(_LAST)) if "Did you mean" in case.log.text else None
    because = (hit,) if meant is None else (hit, meant)
    return Told(
        cause=f"npm has no command `{hit['name']}`.",
        because=proofs(because),
        advice=(
            f"Write `{meant['meant']}`, which npm itself proposes."
            if meant
            else f"Correct the name; a script of package.json is run by `npm run {hit['name']}`."
        ),
        commands=("npm help",),
        confidence=0.93,
    )


RULE = Rule(
    code="BB498",
    name="npm-unknown-command",
    title="npm does not know the command",
    category=Category.SHELL_SYNTAX,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The word behind `npm` is neither a command of this npm nor an alias of one.",
        instruction="RUN npm instal-all",
        example=(
            'Unknown command: "instal-all"\n\nDid you mean this?\n'
            "    npm install # Install a package\n\n"
            "To see a list of supported npm commands, run:\n  npm help"
        ),
        fix="Correct the command. Scripts of package.json are run by `npm run NAME`.",
    ),
)
