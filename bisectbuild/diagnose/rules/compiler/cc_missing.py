"""No C or C++ compiler is in the image, say the tools that look for one."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.install import add, packages
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:configure: error: [^\n]*no acceptable (?P<lang>[CF]\S*) compiler found in \$PATH"
    r"|configure: error: (?:\*+ )?(?:A|No) (?P<plus>C\+\+) compiler (?:is required|found|was found)"
    r"|[ \t]*No CMAKE_(?P<cmake>C|CXX|Fortran) ?_?COMPILER could be found"
    r"|(?:\S+: )?ERROR: Unknown compiler\(s\): \["
    r"|[ \t]*\S+: (?:fatal )?error: (?:cannot execute|error trying to exec) .?"
    r"(?P<part>cc1plus|cc1|f951))",
    "compiler", "COMPILER", "cannot execute", "trying to exec",
)  # fmt: skip
_LOST = Signature(
    r"^[ \t]*The CMAKE_(?P<cmake>C|CXX|CUDA|Fortran)_COMPILER:\n\s*\n?[ \t]*(?P<tool>\S+)\n\s*\n?"
    r"[ \t]*is not a full path (?:and was not found in the PATH|to an existing compiler tool)",
    "is not a full path",
)
_LANGUAGES: Final = {"cc1plus": "C++", "cc1": "C", "f951": "Fortran", "CXX": "C++"}


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log) or _LOST.first(case.log)
    if hit is None:
        return None
    groups = hit.match.groupdict()
    tool = groups.get("tool") or ""
    told = next(
        (groups[name] for name in ("lang", "plus", "cmake", "part") if groups.get(name)), "C"
    )
    language = _LANGUAGES.get(told, told)
    return Told(
        cause=f"The image has no {language} compiler"
        + (f" named {tool}, which was asked for." if tool else "."),
        because=proofs((hit,)),
        advice=add(case, packages("build-essential", "build-base", "gcc gcc-c++ make")),
        commands=("command -v cc gcc g++ clang", "cat /etc/os-release"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB502",
    name="cc-missing",
    title="No C or C++ compiler is in the image",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="configure, CMake, Meson or gcc itself looked for a compiler and found none.",
        instruction="RUN ./configure && make",
        example=(
            "checking for gcc... no\nchecking for cc... no\n"
            "configure: error: in `/src/pond':\n"
            "configure: error: no acceptable C compiler found in $PATH"
        ),
        fix="Install `build-essential` (Debian), `build-base` (Alpine) or `gcc gcc-c++` (RPM).",
    ),
)
