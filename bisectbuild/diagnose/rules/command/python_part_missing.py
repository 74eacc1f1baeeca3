"""A part of Python that distributions keep in a package of its own is missing: pip or venv."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.image import install, manager
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:\S*/)?(?:python|pypy)[\d.]*: No module named (?P<part>pip|venv|virtualenv|ensurepip)\b.*$"
    r"|^(?P<venv>The virtual environment was not created successfully because ensurepip is not)$"
    r"|^Error: (?P<command>Command '\[[^\n]*'ensurepip'[^\n]*)",
    "No module named", "ensurepip",
)  # fmt: skip
_PACKAGES = {
    ("pip", "apk"): "py3-pip",
    ("pip", ""): "python3-pip",
    ("venv", "apt"): "python3-venv",
    ("virtualenv", "apk"): "py3-virtualenv",
    ("virtualenv", ""): "python3-virtualenv",
}


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log))
    if hit is None:
        return None
    part = {"ensurepip": "venv"}.get(hit["part"], hit["part"]) or "venv"
    found = manager(case)
    package = _PACKAGES.get((part, found)) or _PACKAGES.get((part, "")) or "python3-venv"
    return Told(
        cause=f"The image's Python comes without {part}.",
        because=proofs((hit,)),
        advice=(
            f"Install it before: {install(case, package)}; or build on an image of python:3, "
            "which has it."
        ),
        commands=("python3 --version", "python3 -m pip --version"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB613",
    name="python-part-missing",
    title="Python comes without pip or venv here",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Debian and others keep pip and venv in packages of their own.",
        instruction="RUN python3 -m venv /srv/den",
        example=(
            "The virtual environment was not created successfully because ensurepip is not\n"
            "available.  On Debian/Ubuntu systems, you need to install the python3-venv\n"
            "package using the following command."
        ),
        fix="Install python3-venv or python3-pip before.",
    ),
)
