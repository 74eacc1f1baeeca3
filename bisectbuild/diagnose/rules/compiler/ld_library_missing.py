"""The linker finds no library of that name."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.headers import Package
from bisectbuild.diagnose.knowledge.libraries import linked
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.install import add
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,300}?(?:\S*ld(?:\.\w+)?|mold): (?:error: |fatal: )?"
    r"(?:(?:cannot find|unable to find library) -l|library not found: )(?P<name>[\w+.-]+)",
    "cannot find -l", "unable to find library -l", "library not found: ",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log))
    if not hits:
        return None
    names = tuple(dict.fromkeys(hit["name"] for hit in hits))
    return Told(
        cause=f"The linker found no library {', '.join(f'-l{name}' for name in names[:4])}.",
        because=proofs(hits),
        advice=_advice(case, names[0], linked(names[0])),
        commands=(f"find / -name 'lib{names[0]}.*' -not -path '/proc/*'", "ldconfig -p"),
        confidence=0.9,
    )


def _advice(case: Case, name: str, known: Package | None) -> str:
    advice = (
        add(case, known)
        if known
        else (
            f"Install the development package that has lib{name}.so, or pass its folder with `-L`."
        )
    )
    if "-static" in case.log.text or "-static" in case.source:
        advice += " A static link needs its `.a` file, on Alpine in a `-static` package."
    return advice


RULE = Rule(
    code="BB504",
    name="ld-library-missing",
    title="The linker does not find a library",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The program is compiled, and a library that it is linked with is not installed.",
        instruction="RUN make",
        example=(
            "cc -o courier main.o net.o -lcurl\n"
            "/usr/bin/ld: cannot find -lcurl: No such file or directory\n"
            "collect2: error: ld returned 1 exit status"
        ),
        fix="Install the library's development package; the runtime package alone lacks the link.",
        exit_code=2,
    ),
)
