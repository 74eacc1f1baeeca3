"""`setup.py install` fetches dependencies with easy_install, which finds or reads them not."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?:error: )?(?:(?:pkg_resources\.)?DistributionNotFound: )?(?:The '(?P<name>[^'\n]+)' "
    r"distribution was not found and is required by (?P<who>[^\n]+)"
    r"|Could not find suitable distribution for Requirement\.parse\('(?P<req>[^'\n]+)'\)"
    r"|Could not find required distribution (?P<req2>\S+))"
    r"|^[ \t]*(?:pkg_resources\.)?DistributionNotFound: (?P<bare>[\w.-]+(?:[<>=!~]\S+)?)$",
    "distribution was not found",
    "Could not find suitable distribution",
    "Could not find required distribution",
    "DistributionNotFound: ",
)
_CONFLICT = Signature(
    r"^(?:error: )?(?:(?:pkg_resources\.)?(?:Contextual)?VersionConflict: \()?(?P<has>[\w.-]+ "
    r"[\w.]+) (?:\([^)\n]*\), "
    r"Requirement\.parse\('(?P<req>[^'\n]+)'\)|is installed but (?P<wants>[^\n]+?) is required by)",
    "Requirement.parse",
    "is installed but",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log)
    if hit is not None:
        name = hit["name"] or hit["req"] or hit["req2"] or hit["bare"]
        who = f", which {hit['who'].strip()} needs" if hit["who"] else ""
        return Told(
            cause=f"easy_install (setup.py) finds no distribution {name}{who}.",
            because=proofs((hit,)),
            advice=(
                f'Install with pip instead of setup.py: `pip install .` (or `pip install "{name}"` '
                "before it). easy_install takes releases that this Python cannot use, and cannot "
                "read today's index."
            ),
            commands=("pip --version", "python --version"),
            confidence=0.9,
        )
    hit = _CONFLICT.last(case.log)
    if hit is None:
        return None
    return Told(
        cause=f"{hit['has']} is installed, but {hit['req'] or hit['wants']} is required.",
        because=proofs((hit,)),
        advice="Install with pip (`pip install .`), which chooses versions together, or pin it.",
        commands=("pip check",),
        confidence=0.88,
        category=Category.PKG_CONFLICT,
    )


RULE = Rule(
    code="BB413",
    name="easy-install",
    title="easy_install finds no distribution",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="`python setup.py install` and `develop` bring dependencies with easy_install, "
        "which knows neither wheels nor which Python a release supports.",
        instruction="RUN python setup.py develop",
        example="Searching for plumparse\nNo local packages or working download links found for "
        "plumparse\nerror: Could not find suitable distribution for "
        "Requirement.parse('plumparse')",
        fix="Use `pip install .` instead.",
    ),
)
