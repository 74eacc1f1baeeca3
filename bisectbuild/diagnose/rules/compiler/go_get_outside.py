"""go get installs no programs any more, and go install wants a version."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?:go: )?(?P<text>'go get' is no longer supported outside a module\.?"
    r"|'go install' requires a version when current directory is not in a module)",
    "is no longer supported outside a module", "requires a version when current directory",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    get = "go get" in hit["text"]
    return Told(
        cause="`go get` installs no programs outside a module since Go 1.18."
        if get
        else "`go install` outside a module needs a version behind the path.",
        because=proofs((hit,)),
        advice="Write `go install PATH@latest`, or better a fixed version (`@v1.2.3`)."
        if get
        else "Add `@latest` or a fixed version (`@v1.2.3`) to the path.",
        commands=("go version", "go env GOMOD GOBIN"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB558",
    name="go-get-outside",
    title="go get is used to install a program",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Go 1.18 and later install programs by `go install path@version` alone.",
        instruction="RUN go get github.com/acorn/lamp",
        example=(
            "go: go.mod file not found in current directory or any parent directory.\n"
            "\t'go get' is no longer supported outside a module."
        ),
        fix="Write `go install path@version`.",
    ),
)
