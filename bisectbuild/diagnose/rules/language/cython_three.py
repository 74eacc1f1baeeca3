"""PyYAML before 5.4.1/6.0.1, whose sources Cython 3 cannot build."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Signature

_SOURCES = Signature(pip_log.INDENT + r"AttributeError: cython_sources$", "cython_sources")
_CYTHON = Signature(
    r"^[ \t]*(?:Cython\.Compiler\.Errors\.CompileError: (?P<file>\S+)"
    r"|AttributeError: module 'Cython[\w.]*' has no attribute '\w+')",
    "Cython",
)


def _check(case: Case) -> Told | None:
    hits = pip_log.unsettled(case.log, _SOURCES.hits(case.log))
    if hits:
        return Told(
            cause="PyYAML before 6.0.1 cannot be built with Cython 3, which pip takes for its "
            "build.",
            because=proofs(hits),
            advice=(
                "Ask for `PyYAML>=6.0.1` (in the lock file too). If it must be an old one: "
                '`pip install "cython<3" wheel`, then `pip install --no-build-isolation '
                "PyYAML==5.4.1`; on Python 2 take PyYAML 5.3.1."
            ),
            commands=("python3 --version", "grep -rni pyyaml requirements*.txt *.lock"),
            confidence=0.95,
        )
    hits = pip_log.unsettled(case.log, _CYTHON.hits(case.log))
    if not hits or not pip_log.building(case.log, hits[-1].number):
        return None
    package = pip_log.package_near(case.log, hits[-1].number) or "A package"
    return Told(
        cause=f"{package} has Cython sources that the Cython of its build cannot compile.",
        because=proofs(hits),
        advice=(
            f"Take a newer release of {package} (with a ready wheel for this Python); an old one "
            'may need `pip install "cython<3"` and `--no-build-isolation`.'
        ),
        commands=("python3 --version", "pip list | grep -i cython"),
        confidence=0.75,
    )


RULE = Rule(
    code="BB419",
    name="cython-three",
    title="A package's Cython sources do not compile",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="An old release without a ready wheel is built with a Cython that is newer than "
        "its sources allow; PyYAML 5.4 and 6.0 are the best known.",
        instruction="RUN pip install PyYAML==5.4",
        example="      AttributeError: cython_sources\n      [end of output]\n"
        "error: subprocess-exited-with-error",
        fix="Ask for PyYAML 6.0.1 or later.",
    ),
)
