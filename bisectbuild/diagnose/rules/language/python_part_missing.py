"""A part of Python that a distribution packs apart is not installed: pip, venv, ensurepip."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.native_needs import Need
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.installing import how
from bisectbuild.diagnose.signature import Signature

_RUN = Signature(
    r"^\S*python(?P<version>[\d.]*): No module named (?P<name>pip|venv|ensurepip)(?:\.__main__)?;?",
    "No module named",
)
_VENV = Signature(
    r"^The virtual environment was not created successfully because ensurepip is not\s+available\."
    r"|^(?:Error: )?ensurepip is disabled in Debian/Ubuntu for the system python",
    "ensurepip is",
)
_PACKAGE = Signature(r"apt(?:-get)? install (?P<package>python3[\d.]*-venv)", "-venv")


def _check(case: Case) -> Told | None:
    venv = _VENV.last(case.log)
    if venv is not None:
        told = _PACKAGE.last(case.log)
        package = told["package"] if told is not None else "python3-venv"
        return Told(
            cause="Debian and Ubuntu pack venv and ensurepip apart, and they are not installed.",
            because=proofs((venv, *((told,) if told is not None else ()))),
            advice=f"Add `{package}` to the apt-get install line before this step.",
            commands=("python3 -m venv /tmp/try", "cat /etc/os-release"),
            confidence=0.97,
        )
    run = _RUN.last(case.log)
    if run is None:
        return None
    name = run["name"]
    needed = (
        Need(name="pip", apt="python3-pip", apk="py3-pip", dnf="python3-pip")
        if name == "pip"
        else Need(name=name, apt="python3-venv", apk="python3", dnf="python3")
    )
    return Told(
        cause=f"This Python{' ' + run['version'] if run['version'] else ''} has no {name}.",
        because=proofs((run,)),
        advice=(
            f"Run {how(case, needed)} before this step (it belongs to the distribution's own "
            "python3; another Python needs its own), or take a `python:` base image."
        ),
        commands=("which -a python3 python pip", f"python3 -m {name} --version"),
        confidence=0.93,
    )


RULE = Rule(
    code="BB440",
    name="python-part-missing",
    title="A part of Python is not installed",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Distributions pack pip and venv apart from Python, so that `python3` alone has "
        "neither.",
        instruction="RUN python3 -m venv /opt/venv",
        example="The virtual environment was not created successfully because ensurepip is not\n"
        "available.  On Debian/Ubuntu systems, you need to install the python3-venv\n"
        "package using the following command.\n\n    apt install python3.12-venv",
        fix="Install python3-pip or python3-venv, or use a python image.",
    ),
)
