"""conda or mamba find no set of packages that fits together."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:[\w.]+\.)?(?P<error>UnsatisfiableError|LibMambaUnsatisfiableError|"
    r"SpecsConfigurationConflictError)\b[^\n]*"
    r"|^(?:error[ \t]+libmamba )?Could not solve for environment specs",
    "UnsatisfiableError",
    "SpecsConfigurationConflictError",
    "Could not solve for environment specs",
)
_WHY = Signature(
    r"^[ \t]*(?:[├└│]─ [^\n]+|- package [^\n]+ requires [^\n]+|  - [^\n]+ -> [^\n]+"
    r"|[Tt]he following packages? (?:are|is) incompatible[^\n]*)",
    "─ ",
    " requires ",
    " -> ",
    "incompatible",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log)
    if hit is None:
        return None
    # A package that is in no channel is told by its own rule, which names it.
    if "does not exist (perhaps" in case.log.text or "nothing provides" in case.log.text:
        return None
    first = _LINE.first(case.log) or hit
    why = [each for each in _WHY.hits(case.log) if each.number >= first.number][:3]
    # The first line alone may be a heading.
    telling = [each for each in why if not each.line.rstrip().endswith("incompatible")] or why
    reason = telling[0].line.strip(" ├└│─-") if telling else ""
    return Told(
        cause="conda finds no versions that fit together" + (f": {reason}." if reason else "."),
        because=proofs((hit, *why)),
        advice=(
            "Loosen the pins that are named (the Python version above all), take all from one "
            "channel (`-c conda-forge --override-channels`), or put the packages into an "
            "environment of their own instead of base."
        ),
        commands=("conda --version", "conda list --explicit | head"),
        confidence=0.93,
    )


RULE = Rule(
    code="BB438",
    name="conda-conflict",
    title="conda's packages do not fit together",
    category=Category.PKG_CONFLICT,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The versions and channels that are asked for contradict each other, or the "
        "Python of the environment.",
        instruction="RUN conda install -y python=3.12 oldheron=0.2",
        example="LibMambaUnsatisfiableError: Encountered problems while solving:\n"
        "  - package oldheron-0.2-py27_0 requires python >=2.7,<2.8.0a0, but none of the "
        "providers can be installed",
        fix="Loosen the pins, or use a new environment.",
    ),
)
