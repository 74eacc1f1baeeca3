"""The distribution's Python refuses pip outside of a virtual environment (PEP 668)."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*error: externally-managed-environment$"
    r"|^error: The interpreter at (?P<where>\S+) is externally managed",
    "externally-managed-environment",
    "is externally managed",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log)
    if hit is None:
        return None
    uv = bool(hit["where"])
    tool = "uv" if uv else "pip"
    where = f" ({hit['where']})" if uv else ""
    return Told(
        cause=f"The distribution's own Python{where} is externally managed (PEP 668): {tool} may "
        "not install into it.",
        because=proofs((hit,)),
        advice=(
            "Make a virtual environment first: `python3 -m venv /opt/venv` and "
            "`ENV PATH=/opt/venv/bin:$PATH` before the install. In an image that runs nothing "
            "else, `--break-system-packages` (or `ENV PIP_BREAK_SYSTEM_PACKAGES=1`) also passes; "
            "a `python:` base image has no such guard."
        ),
        commands=("ls /usr/lib/python3*/EXTERNALLY-MANAGED", "python3 -m venv /tmp/try"),
        confidence=0.98,
    )


RULE = Rule(
    code="BB405",
    name="pip-externally-managed",
    title="The system's Python refuses pip (PEP 668)",
    category=Category.ENV_POLICY,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Since Debian 12, Ubuntu 23.04 and Alpine 3.19 the distribution's Python is "
        "marked as externally managed, and pip only installs into virtual environments.",
        instruction="RUN pip3 install figtool",
        example="error: externally-managed-environment\n\nThis environment is externally "
        "managed\n╰─> To install Python packages system-wide, try apt install python3-xyz",
        fix="Install into a virtual environment, or pass --break-system-packages.",
    ),
)
