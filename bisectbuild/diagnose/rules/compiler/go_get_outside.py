"""go get installs no programs any more, and go install wants a version."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?:go: )?(?P<text>'go get' is no longer supported outside a module\.?"
    r"|'go install' requires a version when current directory is not in a module"
    r"|cannot use path@version syntax in GOPATH mode)"
    r"|^[ \t]*(?:go install: |go: )?package (?P<library>\S+) is not a main package",
    "is no longer supported outside a module", "requires a version when current directory",
    "in GOPATH mode", "is not a main package",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    if hit["library"]:
        return Told(
            cause=f"`go install` installs programs alone, and {hit['library']} is a library.",
            because=proofs((hit,)),
            advice="Leave the line out: go.mod fetches libraries (`go get` inside the module); or "
            "name the folder of the program (`…/cmd/name@version`).",
            commands=("go version", "cat go.mod"),
            confidence=0.95,
        )
    if "GOPATH mode" in hit["text"]:
        return Told(
            cause="`path@version` needs modules, and go runs in GOPATH mode.",
            because=proofs((hit,)),
            advice="Set `GO111MODULE=on` for that command, or take Go 1.16 or newer.",
            commands=("go version", "go env GO111MODULE"),
            confidence=0.95,
        )
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
    title="go get or go install is used as this Go does not take it",
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
