"""go finds no go.mod where it is run."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.go_log import IMPORT
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    IMPORT + r"(?:(?:no required module provides package (?P<package>[^\s;:]+): )?go\.mod file "
    r"not found in "
    r"current directory or any parent directory"
    r"|cannot find main module(?:, but found (?P<found>\S+)|; see 'go help modules'|$)"
    r"|cannot determine module path for source directory|no modules specified \(see 'go help mod"
    r"|error reading go\.mod: open \S+: no such file"
    r"|(?:pattern )?\S+: directory prefix \S+ does not contain (?:main module|modules listed))",
    "go.mod", "main module", "module path", "no modules specified", "does not contain",
)  # fmt: skip
_OUTSIDE = Signature(
    r"'go get' is no longer supported outside a module|'go install' requires a version"
)


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log))
    if not hits or _OUTSIDE.first(case.log):
        return None
    package = hits[0]["package"] if hits[0].match.groupdict().get("package") else ""
    return Told(
        cause="go finds no go.mod in the folder where it runs or above it"
        + (f", so it cannot look for {package}." if package else "."),
        because=proofs(hits[:3]),
        advice=(
            "COPY go.mod and go.sum (and the sources) before this step and set WORKDIR to their "
            "folder. A project that has none needs `go mod init`, or an image with Go before "
            "1.22 and `GO111MODULE=off` below GOPATH."
        ),
        commands=("pwd", "ls -la", "go env GOMOD GO111MODULE GOPATH", "go version"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB557",
    name="go-mod-missing",
    title="go finds no go.mod",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Since Go 1.16 every build needs a module, and no go.mod is there or above.",
        instruction="RUN go build -o /bin/lamp .",
        example=(
            "go: go.mod file not found in current directory or any parent directory; "
            "see 'go help modules'"
        ),
        fix="COPY go.mod before the step, and set WORKDIR to its folder.",
    ),
)
