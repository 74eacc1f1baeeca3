"""A package manager asked for a yes, and nobody was there to say it."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?P<apt>Do you want to continue\? \[Y/n\](?: Abort\.)?)$"
    r"|^(?P<dnf>Is this ok \[[yY]/[dN/]+\]:.*)"
    r"|^(?P<pacman>:: Proceed with installation\? \[Y/n\].*)"
    r"|^(?P<zypper>Continue\? \[y/n.*\] \(y\):.*)|^(?P<conda>Proceed \(\[y\]/n\)\?.*)"
    r"|^(?P<trivial>E: Trivial Only specified but this is not a trivial operation\.)",
    "Do you want", "Is this ok", "Proceed", "Continue?", "Trivial Only",
)  # fmt: skip
_ANSWERS = {
    "apt": "-y",
    "dnf": "-y",
    "pacman": "--noconfirm",
    "zypper": "--non-interactive",
    "conda": "-y",
    "trivial": "-y",
}


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log, 4))
    if hit is None:
        return None
    tool = next(name for name in _ANSWERS if hit[name])
    name = {"apt": "apt-get", "trivial": "apt-get"}.get(tool, tool)
    return Told(
        cause=f"{name} asked whether to go on, and a build has nobody to answer.",
        because=proofs((hit,)),
        advice=f"Add `{_ANSWERS[tool]}` to the {name} line that installs.",
        confidence=0.95,
    )


RULE = Rule(
    code="BB750",
    name="confirm-asked",
    title="A package manager asked for a yes",
    category=Category.INTERACTIVE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Without a switch that says yes, the package manager asks, and reads the end.",
        instruction="RUN apt-get update && apt-get install tini",
        example="Do you want to continue? [Y/n] Abort.",
        fix="Write `apt-get install -y`.",
    ),
)
