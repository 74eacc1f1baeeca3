"""python or pip is called by a name that the image does not have."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.command.before import installed_elsewhere
from bisectbuild.diagnose.rules.command.image import install, manager
from bisectbuild.diagnose.rules.command.missing import Absence, missing

_OLD = ("2", "2.7", "2.6")


def _check(case: Case) -> Told | None:
    found = missing(case, Absence.PYTHON)
    if found is None:
        return None
    name = found.name
    return Told(
        cause=f"The image has no command {name}.",
        because=found.proofs,
        advice=_apart(case) + _advice(case, name),
        commands=("ls /usr/bin/python* /usr/local/bin/python* /usr/bin/pip*", "echo $PATH"),
        confidence=found.confidence,
    )


def _apart(case: Case) -> str:
    stage = installed_elsewhere(case, ("python3", "python3-pip", "py3-pip"))
    return f"Stage {stage} installs Python, but this stage does not stand on it. " if stage else ""


def _advice(case: Case, name: str) -> str:
    kind, version = name.rstrip("0123456789."), name.lstrip("pythoni")
    if version in _OLD:
        return (
            "Python 2 is gone from current distributions: port to Python 3, "
            "or build on an image that still has it (python:2.7)."
        )
    if version.count("."):
        return (
            f"A distribution has one Python version of its own; take the image python:{version}, "
            f"or call `{kind}3`."
        )
    if kind == "pip":
        package = "py3-pip" if manager(case) == "apk" else "python3-pip"
        return f"Install pip ({install(case, package)}), or call `python3 -m pip`."
    known = "python3-is-python" if not version else "python3"
    package = "python-is-python3" if known != "python3" and manager(case) == "apt" else "python3"
    call = "Call `python3`, or install" if not version else "Install"
    return f"{call} it: {install(case, package)}."


RULE = Rule(
    code="BB603",
    name="python-names",
    title="Python or pip has another name in this image, or is absent",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "Distributions call Python 3 `python3` and keep pip in a package of its own; "
            "`python`, `pip` and Python 2 are often absent."
        ),
        instruction="RUN pip install -r requirements.txt",
        example="/bin/sh: 1: pip: not found",
        fix="Install python3-pip (Debian) or py3-pip (Alpine), or call `python3 -m pip`.",
        exit_code=127,
    ),
)
