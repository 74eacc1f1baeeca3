"""CMake is pointed at a folder that has no CMakeLists.txt."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*CMake Error: The source directory \"(?P<folder>[^\"\n]+)\" does not "
    r"(?:appear to contain CMakeLists\.txt|exist)\.",
    "CMake Error: The source directory",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    folder = hit["folder"]
    missing = "does not exist" in hit.line
    return Told(
        cause=f"CMake was pointed at {folder}, which "
        + ("does not exist." if missing else "has no CMakeLists.txt."),
        because=proofs((hit,)),
        advice=(
            "Name the folder that holds it (`cmake -S …`, WORKDIR), or COPY the sources there "
            "before this step."
        ),
        commands=(f"ls -la {folder}", "find / -name CMakeLists.txt -not -path '/proc/*' | head"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB527",
    name="cmake-no-lists",
    title="CMake finds no CMakeLists.txt",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The folder that cmake is given holds no CMakeLists.txt.",
        instruction="RUN cmake ..",
        example='CMake Error: The source directory "/a" does not appear to contain CMakeLists.txt.',
        fix="Point cmake at the folder that holds it, and COPY the sources before.",
    ),
)
