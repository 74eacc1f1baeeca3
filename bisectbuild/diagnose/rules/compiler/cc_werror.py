"""A warning was made an error by the project's own flags."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler import c_log
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    c_log.PLACE + r"error: (?P<text>[^\n]+?) \[(?P<gcc>-Werror=[\w+=-]+|-Werror,-W[\w+-]+)\]$",
    "[-Werror",
)
_ALL = Signature(
    r"^[^\n]{0,40}?cc1(?:plus|obj)?: (?P<text>all warnings being treated as errors)",
    "all warnings being treated as errors",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    end = _ALL.first(case.log)
    if hit is None:
        return _bare(end) if end else None
    option = hit["gcc"].replace("-Werror,-W", "").replace("-Werror=", "")
    return Told(
        cause=f"A warning that the flags make an error, in {c_log.place(hit)}: "
        f"{c_log.short(hit['text'])} [{option}].",
        because=proofs(each for each in (hit, end) if each),
        advice=(
            f"Build with `-Wno-error={option}` in CFLAGS or CXXFLAGS, leave out `-Werror`, "
            "or mend the source; a newer compiler warns of more."
        ),
        commands=("cc --version", "grep -rn -e -Werror --include='*Make*' ."),
        confidence=0.9,
    )


def _bare(end: Hit) -> Told:
    return Told(
        cause="A warning was made an error by `-Werror`.",
        because=proofs((end,)),
        advice="Build without `-Werror`, or mend what the compiler warns of above this line.",
        commands=("cc --version",),
        confidence=0.8,
    )


RULE = Rule(
    code="BB509",
    name="cc-werror",
    title="A compiler warning is treated as an error",
    category=Category.APP_COMPILE,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The build asks for `-Werror`, and this compiler warns of something.",
        instruction="RUN make",
        example=(
            "queue.c:40:9: error: unused variable 'depth' [-Werror=unused-variable]\n"
            "cc1: all warnings being treated as errors"
        ),
        fix="Pass `-Wno-error`, or mend the source; pin the base image to keep the compiler.",
        exit_code=2,
    ),
)
