"""poetry, uv or pipenv find no set of versions that fits, or no Python that does."""

from __future__ import annotations

import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_POETRY = Signature(
    r"^[ \t]*(?P<why>So, because [^\n]+(?:\n[^\n]*){0,3}?version solving failed)"
    r"|^[ \t]*(?P<alone>Because [^\n]+, version solving failed)",
    "version solving failed",
)
_UV = Signature(r"^[ \t]*╰─▶ (?P<why>Because [^\n]+(?:\n[ \t]+[^\n╰]+){0,6})", "╰─▶ Because")
_UV_HEAD = Signature(r"No solution found when resolving", "No solution found")
_PIPENV = Signature(
    r"(?P<why>(?:pipenv\.patched\.\S+\.)?(?:ResolutionFailure|DependencyException): [^\n]+)",
    "ResolutionFailure",
    "DependencyException",
)
_PYTHON = Signature(
    r"^[ \t]*(?:Error: )?(?:The currently activated Python version (?P<has>[\d.]+) is not "
    r"supported by "
    r"the project \((?P<wants>[^)\n]+)\)"
    r"|Current Python version \((?P<has3>[\d.]+)\) is not allowed by the project "
    r"\((?P<wants3>[^)\n]+)\)"
    r"|error: The (?:requested|Python) (?:interpreter|request)[^\n]*?(?:resolved to"
    r"|from)[^\n]*?Python "
    r"(?P<has2>[\d.]+)[^\n]*?incompatible with the project(?:'s|\u2019s) Python requirement: "
    r"`?(?P<wants2>[<>=!~\d., ]+)"
    r"|error: No interpreter found for (?:Python )?(?P<wants4>[^\n]+?) in "
    r"|Warning: Python (?P<wants5>[\d.]+) was not found on your system)",
    "is not supported by the project",
    "is not allowed by the project",
    "incompatible with the project",
    "No interpreter found",
    "was not found on your system",
)
_DART = re.compile(r"\b(?:flutter|dart) |\bpub get\b|requires (?:Flutter )?SDK version| from sdk\b")
_SAY = 300


def _check(case: Case) -> Told | None:
    python = _PYTHON.last(case.log)
    if python is not None:
        return _python(python)
    uv = _UV_HEAD.last(case.log)
    for tool, hit in (
        ("poetry", _POETRY.last(case.log)),
        ("uv", _UV.last(case.log) if uv else None),
        ("pipenv", _PIPENV.last(case.log)),
    ):
        # Dart's pub says it in poetry's words, and is told of by its own rule.
        if hit is not None and not _DART.search(f"{case.source}\n{hit.match[0]}"):
            # uv names the current Python where that is the reason: another rule tells it.
            if "current Python version (" in hit.match[0]:
                return None
            why = " ".join(hit.match[0].split()).removeprefix("╰─▶ ")[:_SAY].rstrip(".")
            return Told(
                cause=f"{tool} finds no set of versions that fits: {why}.",
                because=proofs((hit,)),
                advice=(
                    "Loosen one of the bounds that this chain names, or the project's Python range "
                    "if it is the range that excludes a release; then lock again."
                ),
                confidence=0.9,
            )
    return None


def _python(hit: Hit) -> Told:
    wants = next(hit[f"wants{each}"] for each in ("", 2, 3, 4, 5) if hit[f"wants{each}"])
    has = hit["has"] or hit["has2"] or hit["has3"]
    wants = wants.strip(" .,")
    return Told(
        cause=f"The project asks for Python {wants.removeprefix('Python ')}, and the image has "
        f"{has or 'none that fits'}.",
        because=proofs((hit,)),
        advice=(
            "Take a base image with such a Python (`FROM python:…`), or change the range in the "
            "project file."
        ),
        commands=("python3 --version", "ls /usr/bin/python3* /usr/local/bin/python3*"),
        confidence=0.93,
        category=Category.RUNTIME_VERSION,
        fault=Fault.DOCKERFILE,
    )


RULE = Rule(
    code="BB434",
    name="python-unsolvable",
    title="No set of Python versions fits the project",
    category=Category.PKG_CONFLICT,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The bounds that the project and its dependencies set leave no version, or no "
        "Python, that satisfies them all.",
        instruction="RUN poetry install",
        example="Resolving dependencies...\n\nBecause roseapp depends on thorn (^3.0) which "
        "doesn't match any versions, version solving failed.",
        fix="Loosen a bound, or take the Python that the project asks for.",
    ),
)
