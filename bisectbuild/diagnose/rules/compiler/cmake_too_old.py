"""The project asks for a newer CMake than the image has."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*CMake (?P<wanted>\d[\w.-]*) or higher is "
    r"required\.[ \t]+You are "
    r"running(?: version)?\s+(?P<found>\d[\w.-]*\w)",
    "or higher is required.",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    return Told(
        cause=f"The project needs CMake {hit['wanted']}, and the image has {hit['found']}.",
        because=proofs((hit,)),
        advice=(
            f"Take a base image whose release has CMake {hit['wanted']} or newer, or install it "
            "apart (`pip install cmake`, or the archive of cmake.org)."
        ),
        commands=("cmake --version", "command -v cmake", "cat /etc/os-release"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB525",
    name="cmake-too-old",
    title="CMake is too old",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The project's cmake_minimum_required names a newer CMake than the distribution's.",
        instruction="RUN cmake -B build",
        example=(
            "CMake Error at CMakeLists.txt:1 (cmake_minimum_required):\n"
            "  CMake 3.24 or higher is required.  You are running version 3.16.3"
        ),
        fix="Take a newer base image, or install CMake from elsewhere.",
    ),
)
