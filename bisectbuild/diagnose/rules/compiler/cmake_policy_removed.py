"""CMake 4 does not read projects that were made for CMake before 3.5."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*Compatibility with CMake < (?P<least>[\d.]+) has been removed from CMake\.",
    "has been removed from CMake.",
)
_POLICY = Signature(
    r"^[ \t]*Policy (?P<policy>CMP\d{4}) may not be set to OLD behavior because this version of "
    r"CMake",
    "may not be set to OLD behavior",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is not None:
        return Told(
            cause=f"The project asks for a CMake before {hit['least']}, which CMake 4 and later "
            "do not support.",
            because=proofs((hit,)),
            advice=(
                f"Pass `-DCMAKE_POLICY_VERSION_MINIMUM={hit['least']}` to cmake (or set it as an "
                "environment variable with ENV), or install a CMake below 4."
            ),
            commands=("cmake --version",),
            confidence=0.95,
        )
    hit = _POLICY.first(case.log)
    if hit is None:
        return None
    return Told(
        cause=f"The project sets CMake's policy {hit['policy']} to OLD, which this CMake removed.",
        because=proofs((hit,)),
        advice="Install an older CMake (`pip install 'cmake<4'`), or update the source.",
        commands=("cmake --version",),
        confidence=0.9,
    )


RULE = Rule(
    code="BB526",
    name="cmake-policy-removed",
    title="CMake is too new for the project",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="CMake 4 dropped what it kept for projects that were written for CMake before 3.5.",
        instruction="RUN pip install cmake && cmake -B build",
        example=(
            "CMake Error at CMakeLists.txt:1 (cmake_minimum_required):\n"
            "  Compatibility with CMake < 3.5 has been removed from CMake."
        ),
        fix="Set CMAKE_POLICY_VERSION_MINIMUM to 3.5, or install a CMake below 4.",
    ),
)
