"""A build folder of another machine came along with the sources."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*CMake Error: (?:The source \"(?P<here>[^\"\n]+)\" does not match the source "
    r"\"(?P<there>[^\"\n]+)\" used to generate cache"
    r"|The current CMakeCache\.txt directory (?P<now>\S+) is different than the directory "
    r"(?P<then>\S+))",
    "used to generate cache", "The current CMakeCache.txt directory",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    there = hit["there"] or hit["then"]
    return Told(
        cause=f"The build folder holds CMake's cache of another place, {there}.",
        because=proofs((hit,)),
        advice=(
            "Add the build folder (and `CMakeCache.txt`) to .dockerignore, or remove it before "
            "cmake is run."
        ),
        commands=("find . -name CMakeCache.txt", "cat .dockerignore"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB530",
    name="cmake-cache-moved",
    title="CMake's cache is of another folder",
    category=Category.ENV_POLICY,
    rank=Rank.SPECIFIC,
    fault=Fault.CONTEXT,
    check=_check,
    page=Page(
        meaning="A build folder that was made on the host was copied into the image with the "
        "sources, and CMake refuses its cache.",
        instruction="RUN cmake -B build",
        example=(
            'CMake Error: The source "/app/CMakeLists.txt" does not match the source '
            '"/home/kim/reef/CMakeLists.txt" used to generate cache.  '
            "Re-run cmake with a different source directory."
        ),
        fix="Put the build folder into .dockerignore.",
    ),
)
