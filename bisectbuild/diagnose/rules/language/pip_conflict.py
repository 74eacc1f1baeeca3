"""Requirements that contradict each other."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Signature

_CANNOT = Signature(
    pip_log.ERROR + r"Cannot install (?P<what>[^\n]+?) because these package versions have "
    r"conflict",
    "because these package versions have conflict",
)
_WANTS = Signature(
    r"^[ \t]{2,}(?:The user requested(?: \(constraint\))? \S[^\n]*"
    r"|[\w.\[\]-]+(?: [\w.!+]+)? depends on \S[^\n]*)$",
    "depends on",
    "The user requested",
)
_TWICE = Signature(
    pip_log.ERROR + r"Double requirement given: (?P<what>[^\s(]+)[^\n]*\(already in "
    r"(?P<other>[^\s(,]+)",
    "Double requirement given",
)


def _check(case: Case) -> Told | None:
    twice = _TWICE.last(case.log)
    if twice is not None:
        return Told(
            cause=f"The requirements ask for {twice['what']} and for {twice['other']} at once.",
            because=proofs((twice,)),
            advice="Keep one of the two lines.",
            confidence=0.95,
        )
    hits = pip_log.unsettled(case.log, _CANNOT.hits(case.log))
    if not hits:
        return None
    wants = [hit for hit in _WANTS.hits(case.log) if hit.number > hits[-1].number][:4]
    reasons = "; ".join(hit.line.strip() for hit in wants)
    return Told(
        cause=f"pip cannot install {hits[-1]['what']} together"
        + (f": {reasons}." if reasons else "."),
        because=proofs((hits[-1], *wants)),
        advice=(
            "Loosen or align the pins that are named, so that one version satisfies them all; "
            "remove a pin first to see what pip would choose."
        ),
        commands=("pip install --dry-run -r requirements.txt",),
        confidence=0.95,
    )


RULE = Rule(
    code="BB404",
    name="pip-conflict",
    title="pip's requirements contradict each other",
    category=Category.PKG_CONFLICT,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="No single version of a package satisfies everything that asks for it.",
        instruction="RUN pip install -r requirements.txt",
        example="ERROR: Cannot install -r requirements.txt (line 1) and pearhttp==2.0 because "
        "these package versions have conflicting dependencies.\n\nThe conflict is caused by:\n"
        "    The user requested pearhttp==2.0\n    plumclient 1.4 depends on pearhttp<2\n",
        fix="Change the pins so that one version fits all of them.",
    ),
)
