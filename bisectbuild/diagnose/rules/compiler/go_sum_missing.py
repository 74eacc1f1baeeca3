"""go.mod or go.sum does not hold what the sources need, and go may not change them."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.go_log import IMPORT
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    IMPORT + r"(?:(?P<module>\S+@\S+): )?(?:missing go\.sum entry(?: for (?:module providing "
    r"package "
    r"(?P<package>[^\s;(]+)|go\.mod file))?|(?P<stale>updates to go\.(?:mod|sum) needed)"
    r"|(?P<work>updating go\.(?:mod|sum): existing contents have changed))",
    "missing go.sum entry", "updates to go.", "existing contents have changed",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log))
    if not hits:
        return None
    hit = hits[0]
    what = hit["package"] or hit["module"]
    return Told(
        cause=f"go.sum has no entry for {what}." if what else "go.mod or go.sum is not up to date.",
        because=proofs(hits[:3]),
        advice=(
            "Run `go mod tidy` in the project and commit go.mod and go.sum; see that the "
            "Dockerfile copies both."
        ),
        commands=("ls -la go.mod go.sum", "go mod tidy -diff", "go mod verify"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB561",
    name="go-sum-missing",
    title="go.mod or go.sum is not up to date",
    category=Category.LOCKFILE_MISMATCH,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="go does not change go.mod and go.sum during a build, and they lack something.",
        instruction="RUN go build .",
        example=(
            "main.go:5:2: missing go.sum entry for module providing package example.com/reef/dive; "
            "to add:\n\tgo get example.com/acorn"
        ),
        fix="Run `go mod tidy`, commit both files and copy both.",
    ),
)
