"""CMake finds no make or ninja to write build files for."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.install import add, packages
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*CMake Error: CMake was unable to find a build program corresponding to "
    r"\"(?P<generator>[^\"\n]+)\"",
    "unable to find a build program",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    ninja = "Ninja" in hit["generator"]
    wanted = (
        packages("ninja-build", "samurai", "ninja-build")
        if ninja
        else packages("make", "make", "make")
    )
    return Told(
        cause=f"CMake finds no {'ninja' if ninja else 'make'} in the image, which it writes "
        "build files for.",
        because=proofs((hit,)),
        advice=add(case, wanted),
        commands=("command -v make ninja",),
        confidence=0.95,
    )


RULE = Rule(
    code="BB531",
    name="cmake-build-program",
    title="CMake finds no make or ninja",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="CMake is installed and the tool that runs its build is not.",
        instruction="RUN cmake -B build",
        example=(
            "CMake Error: CMake was unable to find a build program corresponding to "
            '"Unix Makefiles".  CMAKE_MAKE_PROGRAM is not set.'
        ),
        fix="Install make, or ninja where `-G Ninja` is asked for.",
    ),
)
