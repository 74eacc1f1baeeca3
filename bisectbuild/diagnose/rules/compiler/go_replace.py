"""A folder that go.mod or go.work points at is not in the image."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?:go: )?(?:[^\n]*?\(replaced by (?P<replaced>[^)\s]+)\): reading \S+: open \S+: "
    r"no such file"
    r"|[^\n]*?replacement directory (?P<folder>\S+) does not exist"
    r"|cannot load module (?P<work>\S+) listed in go\.work file: open [^\n]*no such file"
    r"|[^\n]*?open (?P<open>\S+)/go\.mod: no such file or directory)",
    "replaced by", "replacement directory", "go.work", "/go.mod: no such file",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    folder = hit["replaced"] or hit["folder"] or hit["work"] or hit["open"]
    file = "go.work" if hit["work"] else "go.mod"
    return Told(
        cause=f"{file} points at the folder {folder}, which is not in the image.",
        because=proofs((hit,)),
        advice=(
            "COPY that folder (at least its go.mod and go.sum) before this step; where it lies "
            "outside the build context, build from the folder above or drop the line"
            + (" (`GOWORK=off`)." if hit["work"] else " (`go mod edit -dropreplace`).")
        ),
        commands=(f"grep -nE 'replace|use' {file}", f"ls -la {folder}"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB571",
    name="go-replace",
    title="A replaced Go module is not in the image",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A `replace` line of go.mod, or a `use` line of go.work, names a folder that was "
        "not copied.",
        instruction="RUN go mod download",
        example=(
            "go: example.com/reef@v0.0.0 (replaced by ../reef): reading ../reef/go.mod: "
            "open /reef/go.mod: no such file or directory"
        ),
        fix="COPY the folder before the step.",
    ),
)
