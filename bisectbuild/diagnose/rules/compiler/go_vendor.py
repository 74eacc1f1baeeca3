"""The vendor folder does not go with go.mod."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?:go: )?(?:inconsistent vendoring in (?P<folder>[^\s:]+)"
    r"|(?P<module>\S+@\S+): is (?:explicitly required|marked as (?:explicit|replaced))[^\n]*"
    r"(?:vendor/modules\.txt|go\.mod)"
    r"|(?:[^\n]*: )?cannot find (?:module|package)[^\n]* (?:-mod=vendor|in:\n[ \t]+\S+/vendor/)"
    r"|[^\n]*import lookup disabled by -mod=vendor)",
    "inconsistent vendoring", "vendor",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log))
    if not hits:
        return None
    where = f" of {hits[0]['folder']}" if hits[0]["folder"] else ""
    return Told(
        cause=f"The vendor folder{where} does not hold what go.mod asks for.",
        because=proofs(hits[:4]),
        advice=(
            "Run `go mod vendor` and commit its result, and see that .dockerignore lets vendor/ "
            "in; or build with `-mod=mod`."
        ),
        commands=("ls vendor", "go mod verify", "go env GOFLAGS"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB568",
    name="go-vendor",
    title="The vendor folder does not go with go.mod",
    category=Category.LOCKFILE_MISMATCH,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="go builds from the vendor folder, which is older than go.mod or only half there.",
        instruction="RUN go build -mod=vendor ./...",
        example=(
            "go: inconsistent vendoring in /src:\n"
            "\texample.com/reef@v1.2.0: is explicitly required in go.mod, but not marked as "
            "explicit in vendor/modules.txt"
        ),
        fix="Run `go mod vendor` and commit it, or build with `-mod=mod`.",
    ),
)
