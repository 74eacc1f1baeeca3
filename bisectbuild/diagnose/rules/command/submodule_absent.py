"""The code of a git submodule is not there."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*?(?:fatal: (?P<url>No url found for submodule path '(?P<path>[^'\n]+)'.*)"
    r"|fatal: [Cc]lone of '(?P<clone>[^'\n]+)' into submodule path '(?P<into>[^'\n]+)' failed"
    r"|(?P<hint>git submodule (?:update|init)\b.*)"
    r"|[Ss]ubmodules? \S*\s?(?:directory )?(?:is|are) (?:missing|not initiali[sz]ed|empty).*"
    r"|submodules? (?:were|was) not (?:downloaded|checked out|updated|cloned|initiali).*)$",
    "submodule",
)  # fmt: skip
_LAST = 30


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None or hit.line.startswith(("+ ", "Submodule ", "cd ", "> ")):
        return None
    if hit["hint"] and ("git submodule" in case.source or hit["hint"] == hit.line.strip()):
        return None
    path = hit["path"] or hit["into"]
    return Told(
        cause=_cause(path, hit["clone"]),
        because=proofs((hit,)),
        advice=(
            "Run `git submodule update --init --recursive` on the machine that builds, before the "
            "context is sent; in the Dockerfile clone with `--recurse-submodules`. An archive from "
            "a web page holds no submodules."
        ),
        commands=("cat .gitmodules", "git submodule status"),
        confidence=0.85 if path else 0.75,
        fault=Fault.WORLD if hit["clone"] else None,
    )


def _cause(path: str, clone: str) -> str:
    if clone:
        return f"The submodule at {path} could not be cloned from {clone}."
    if path:
        return f"git knows no address for the submodule at {path}."
    return "The code of a git submodule is missing in the image."


RULE = Rule(
    code="BB692",
    name="submodule-absent",
    title="The code of a submodule is missing",
    category=Category.VCS,
    rank=Rank.SPECIFIC,
    fault=Fault.CONTEXT,
    check=_check,
    page=Page(
        meaning="A clone without its submodules leaves their directories empty.",
        instruction="RUN cmake -S . -B build",
        example=(
            "CMake Error at CMakeLists.txt:12 (message):\n"
            "  The submodules were not downloaded! Please run git submodule update --init and try "
            "again."
        ),
        fix="Run `git submodule update --init --recursive` before the build.",
    ),
)
