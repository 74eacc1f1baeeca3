"""A Go package with C in it, and no C compiler in the image."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.install import add, packages
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]*?(?:cgo: C compiler \"(?P<tool>[^\"\n]+)\" not found|exec: \"?(?P<exec>gcc|cc|clang"
    r"|g\+\+|"
    r"[\w-]+-gcc)\"?: executable file not found in \$PATH"
    r"|(?P<off>C source files not allowed when not using cgo)|(?P<sqlite>requires cgo to work))",
    "C compiler", "executable file not found", "not using cgo", "requires cgo to work",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    if hit["off"] or hit["sqlite"]:
        return Told(
            cause="A package of the build needs cgo, which CGO_ENABLED=0 switches off.",
            because=proofs((hit,)),
            advice="Set `CGO_ENABLED=1` and install a C compiler (on Alpine `gcc musl-dev`), "
            "or take a package that is pure Go.",
            commands=("go env CGO_ENABLED CC",),
            confidence=0.85,
        )
    tool = hit["tool"] or hit["exec"]
    return Told(
        cause=f"cgo needs the C compiler {tool}, which is not in the image.",
        because=proofs((hit,)),
        advice=add(case, packages("gcc libc6-dev", "gcc musl-dev", "gcc glibc-devel"))
        + " If nothing in the build needs C, set `CGO_ENABLED=0` instead.",
        commands=("go env CGO_ENABLED CC", "command -v gcc cc"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB567",
    name="go-cgo",
    title="cgo has no C compiler",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A Go package contains C, and the image (golang:alpine above all) has no compiler.",
        instruction="RUN go build",
        example='# runtime/cgo\ncgo: C compiler "gcc" not found: exec: "gcc": '
        "executable file not found in $PATH",
        fix="Install gcc and the C library's headers, or build with CGO_ENABLED=0.",
    ),
)
