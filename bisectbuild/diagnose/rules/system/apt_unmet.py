"""apt cannot install a package together with what it depends on."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import ERROR
from bisectbuild.diagnose.signature import Hit, Signature

_FAILED: Final = Signature(
    ERROR + r"(?:Unable to correct problems, you have held broken packages"
    r"|Unmet dependencies\.|Broken packages|Error, pkgProblemResolver::Resolve"
    r"|Unable to satisfy dependencies\.|Build-dependencies for \S+ could not be satisfied"
    r"|The following information from --solver)",
    "E: ", "Error: ",
)  # fmt: skip
_NEED: Final = Signature(
    r"^[ \t]+(?:(?P<package>\S+) : )?(?P<kind>Depends|PreDepends|Pre-Depends|Conflicts|Breaks):? "
    r"(?P<needs>\S+)(?P<how> \([^)]*\))?(?P<why> but .*)?$",
    "Depends", "Conflicts:", "Breaks:",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    failed = _FAILED.last(case.log.tail(40))
    if failed is None:
        return None
    needs = [hit for hit in _NEED.hits(case.log) if hit.number < failed.number]
    needs = needs[-12:]
    first = next((hit for hit in needs if hit["package"]), None)
    if first is None:
        cause = "apt cannot install what was asked for: its dependencies cannot be met."
    else:
        cause = (
            f"apt cannot install {first['package']}: it {_WORDS[first['kind']]} "
            f"{first['needs']}{first['how']}{',' if first['why'] else ''}"
            f"{first['why'].removesuffix(' or')}."
        )
    return Told(
        cause=cause,
        because=proofs([*needs[:4], failed]),
        advice=_advice(first),
        commands=("apt-cache policy", f"apt-get install -s {first['package'] if first else ''}"),
        confidence=0.8 if first else 0.6,
    )


_WORDS: Final = {
    "Depends": "depends on",
    "PreDepends": "depends on",
    "Pre-Depends": "depends on",
    "Conflicts": "conflicts with",
    "Breaks": "breaks",
}


def _advice(first: Hit | None) -> str:
    if first is not None and "not installable" in first["why"]:
        return (
            f"{first['needs']} is not in the enabled repositories: the package is built for "
            "another release, or a component (universe, contrib) or architecture is missing. Take "
            "the package for this release, or the base image that it is built for."
        )
    return (
        "Make all sources speak of the same release as the base image (see `apt-cache policy`), "
        "and run `apt-get update` in the same RUN; a package that the base image holds in a "
        "newer version than the repository needs the base's own repository."
    )


RULE = Rule(
    code="BB331",
    name="apt-unmet-dependencies",
    title="apt cannot meet the dependencies of a package",
    category=Category.PKG_CONFLICT,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The package needs another one, in a version that the enabled repositories do not "
        "have or that clashes with what is installed. Mostly sources of different releases are "
        "mixed.",
        instruction="RUN apt-get install -y depot-server",
        example="The following packages have unmet dependencies:\n"
        " depot-server : Depends: libssl1.1 (>= 1.1.0) but it is not installable\n"
        "E: Unable to correct problems, you have held broken packages.",
        fix="Use packages of the same release throughout.",
        exit_code=100,
    ),
)
