"""The compiler is told to compile a file that is not there."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler import c_log
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    c_log.BEFORE + r"(?:cc1(?:plus|obj)?|(?:\S*-)?(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|nvcc"
    r"|gfortran)(?:-[\d.]+)?): "
    r"(?:fatal )?error: (?:no such file or directory: '(?P<clang>[^'\n]+)'"
    r"|(?P<gcc>[^\s:']+\.\w+): No such file or directory)",
    "o such file or directory",
)


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log))
    if not hits:
        return None
    names = tuple(dict.fromkeys(hit["gcc"] or hit["clang"] for hit in hits))
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return Told(
        cause=f"The compiler is given {names[0]}{more}, which is not in the image.",
        because=proofs(hits[:3]),
        advice=(
            "COPY it before this step, correct its name (also its letters' case), or set WORKDIR "
            "to its folder; look at .dockerignore too."
        ),
        commands=(
            "pwd",
            "ls -la",
            f"find / -name '{names[0].rpartition('/')[2]}' -not -path '/proc/*'",
        ),
        confidence=0.9,
    )


RULE = Rule(
    code="BB513",
    name="cc-source-missing",
    title="A source for the compiler is not in the image",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The command names a source or library file that is not at that place.",
        instruction="RUN gcc -o lamp lamp.c",
        example="gcc: error: lamp.c: No such file or directory\ngcc: fatal error: no input files",
        fix="COPY the source before the step, or set WORKDIR to its folder.",
    ),
)
