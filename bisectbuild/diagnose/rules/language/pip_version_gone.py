"""pip knows the package, but not the version that is asked for."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    pip_log.ERROR + r"Could not find a version that satisfies the requirement "
    r"(?P<wanted>[^\s(]+)[^\n]*\(from versions: (?P<known>[^\n)]*\d)\)$",
    "Could not find a version that satisfies",
)
_OTHER_PYTHON = Signature(
    r"Ignored the following (?:yanked )?versions that require a different python",
    "different python",
)


def _check(case: Case) -> Told | None:
    hits = pip_log.unsettled(case.log, _LINE.hits(case.log))
    if not hits or _OTHER_PYTHON.first(case.log) is not None:
        return None
    if hits[-1]["wanted"].endswith(("==", ">=", "~=")):
        return _empty(hits[-1])
    wanted, newest = hits[-1]["wanted"], hits[-1]["known"].split(", ")[-1]
    return Told(
        cause=f"pip finds no version that satisfies {wanted}; the newest it sees for this Python "
        f"is {newest}.",
        because=proofs(hits),
        advice=(
            f"Ask for a version that pip lists (up to {newest}). If {wanted} does exist, it "
            f"mostly needs "
            "a newer Python than this image's: pip does not see what it cannot use; take a newer "
            "base image."
        ),
        commands=("python3 --version", "pip --version"),
        confidence=0.8,
    )


def _empty(hit: Hit) -> Told:
    return Told(
        cause=f"The version after {hit['wanted']} is empty: a variable has no value here.",
        because=proofs((hit,)),
        advice=(
            "Give the variable a value: `--build-arg`, or a default in its ARG line, which must "
            "stand in this stage (after FROM)."
        ),
        commands=("env",),
        confidence=0.95,
        category=Category.ARG_ENV,
        fault=Fault.DOCKERFILE,
    )


RULE = Rule(
    code="BB402",
    name="pip-version-gone",
    title="pip finds no such version of a package",
    category=Category.PKG_VERSION_GONE,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The pinned version was never published, was withdrawn, or needs another Python "
        "than the image has.",
        instruction="RUN pip install -r requirements.txt",
        example="ERROR: Could not find a version that satisfies the requirement quincetools==4.9 "
        "(from -r requirements.txt (line 3)) (from versions: 3.0, 3.1, 4.0.2)\n"
        "ERROR: No matching distribution found for quincetools==4.9",
        fix="Pin a version that is listed, or take a base image with a newer Python.",
    ),
)
