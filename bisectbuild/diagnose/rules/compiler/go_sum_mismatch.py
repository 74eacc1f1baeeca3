"""A module is not what go.sum says it was."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?:go: )?(?:[^\n]*: )?verifying (?P<module>\S+@[^\s:/]+)(?:/go\.mod)?: checksum "
    r"mismatch",
    "checksum mismatch",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    return Told(
        cause=f"The module {hit['module']} is not what go.sum recorded: its checksum differs.",
        because=proofs((hit,)),
        advice=(
            "Find out why before you trust it: its tag was moved, a private proxy serves another "
            "copy, or GOFLAGS/GOPROXY differ. Then remove its lines from go.sum and run "
            "`go mod tidy`."
        ),
        commands=(
            f"grep {hit['module'].split('@')[0]} go.sum",
            "go env GOPROXY GONOSUMDB GOPRIVATE",
        ),
        confidence=0.95,
    )


RULE = Rule(
    code="BB562",
    name="go-sum-mismatch",
    title="A Go module's checksum differs",
    category=Category.CHECKSUM,
    rank=Rank.SPECIFIC,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="What was fetched differs from what go.sum, or the checksum database, holds.",
        instruction="RUN go mod download",
        example="verifying example.com/reef@v1.2.0: checksum mismatch\n\tdownloaded: h1:abc=",
        fix="Learn why it differs; then renew the lines of go.sum.",
    ),
)
