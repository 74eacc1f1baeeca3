"""Two objects define the same name."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler import c_log
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    rf"^[^\n]{{0,400}}?multiple definition of {c_log.OPEN}(?P<symbol>{c_log.INSIDE}){c_log.CLOSE}"
    r"[;:][^\n]*first defined here",
    "multiple definition of",
)


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log))
    if not hits:
        return None
    return Told(
        cause=f"The linker found {hits[0]['symbol']} defined in more than one object.",
        because=proofs(hits[:3]),
        advice=(
            "gcc 10 and later do not merge such variables: build with `CFLAGS=-fcommon`, "
            "declare it `extern` in the header, or take a newer release of the source."
        ),
        commands=("cc --version",),
        confidence=0.85,
    )


RULE = Rule(
    code="BB506",
    name="ld-duplicate",
    title="A name is defined twice",
    category=Category.APP_COMPILE,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="Two objects define one name, mostly a variable in a header; "
        "older compilers let that pass.",
        instruction="RUN make",
        example=(
            "/usr/bin/ld: b.o:(.bss+0x0): multiple definition of `verbose'; "
            "a.o:(.bss+0x0): first defined here\n"
            "collect2: error: ld returned 1 exit status"
        ),
        fix="Build with `-fcommon`, or declare the variable `extern` in the header.",
        exit_code=2,
    ),
)
