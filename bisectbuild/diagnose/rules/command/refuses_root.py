"""A program refuses to be run by root."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*(?:[Rr]unning (?P<what>\S+) as root is (?:not allowed|prohibited|not supported)"
    r"|Running makepkg as root is not allowed"
    r"|you should not run configure as root \(set FORCE_UNSAFE_CONFIGURE=1"
    r"|Running as root without --no-sandbox is not supported"
    r"|Don't run this as root!"
    r"|initdb: (?:error: )?cannot be run as root"
    r"|Cowardly refusing to run as root"
    r"|(?:[Dd]o|should|must) not (?:be )?run (?:this )?as (?:the )?root"
    r"|can(?:not|'t) (?:be )?run as root|[Rr]efusing to run as root).*",
    "as root", "as the root",
)  # fmt: skip
_LAST = 25
_WAYS = {
    "no-sandbox": "Start the browser with `--no-sandbox`, or as another user.",
    "FORCE_UNSAFE_CONFIGURE": "Set `ENV FORCE_UNSAFE_CONFIGURE=1`, or build as another user.",
}


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None or "WARN" in hit.line.upper():
        return None
    text = hit.line.strip().removeprefix("==> ERROR: ")[:160].rstrip(".,!")
    way = next((advice for word, advice in _WAYS.items() if word in hit.line), "")
    return Told(
        cause=f"A program of the step refuses to run as root: {text}.",
        because=proofs((hit,)),
        advice=way
        or "Make a user (`RUN useradd -m builder`), write `USER builder` before this step, and "
        "give it the files it writes.",
        commands=("id",),
        confidence=0.85,
    )


RULE = Rule(
    code="BB635",
    name="refuses-root",
    title="A program refuses to run as root",
    category=Category.PERMISSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Steps run as root unless USER says otherwise, and some programs refuse that.",
        instruction="RUN makepkg -s --noconfirm",
        example="==> ERROR: Running makepkg as root is not allowed as it can cause damage",
        fix="Make a user and switch to it with USER, or use the program's own switch for root.",
    ),
)
