"""A C or C++ source includes a header that the image does not have."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.headers import package_for
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler import c_log
from bisectbuild.diagnose.rules.compiler.install import add

# Headers that no package holds any more: what includes them is too old for this image.
_REMOVED = frozenset({"longintrepr.h"})


def _check(case: Case) -> Told | None:
    hits = tuple(c_log.HEADER.hits(case.log))
    if not hits or (hits[0]["gcc"] or hits[0]["clang"]) in _REMOVED:
        return None
    first = hits[0]
    header = first["gcc"] or first["clang"]
    known = package_for(header)
    return Told(
        cause=f"The compiler found no header {header}, which {c_log.place(first)} includes.",
        because=proofs(hits[:3]),
        advice=add(case, known)
        if known
        else (
            f"Install the development package that holds {header}; if it is the project's own "
            "(a submodule, a generated file), bring it into the image before this step."
        ),
        commands=(f"find / -path '*/{header}' -not -path '/proc/*'", "cat /etc/os-release"),
        confidence=0.9 if known else 0.75,
    )


RULE = Rule(
    code="BB501",
    name="cc-header-missing",
    title="A header for the C compiler is not in the image",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A source includes a header, and no folder that the compiler searches has it.",
        instruction="RUN make",
        example=(
            "cc -O2 -c -o tunnel.o tunnel.c\n"
            "tunnel.c:7:10: fatal error: openssl/ssl.h: No such file or directory\n"
            "    7 | #include <openssl/ssl.h>\n"
            "compilation terminated."
        ),
        fix="Install the library's development package (`-dev`, `-devel`) before the build.",
        exit_code=2,
    ),
)
