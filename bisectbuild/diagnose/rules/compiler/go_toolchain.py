"""go cannot fetch the toolchain that go.mod asks for."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*go: (?:download (?P<wanted>go1[\w.]+) for (?P<platform>\S+): toolchain not available"
    r"|cannot find \"(?P<lost>go1[\w.]+)\" in PATH"
    r"|(?:downloading|download) (?P<failed>go1[\w.]+)[^\n]*: (?P<reason>[^\n:]+(?:: [^\n]+)?)$"
    r"|invalid toolchain: (?P<invalid>[^\n]+))",
    "toolchain not available", "in PATH", "download", "invalid toolchain",
)  # fmt: skip


_LINTER = Signature(
    r"^[^\n]*the Go language version \((?P<built>go[\d.]+)\) used to build "
    r"(?P<tool>golangci-lint) is lower than the targeted Go version \((?P<wants>[\d.]+)\)",
    "is lower than the targeted Go version",
)


def _check(case: Case) -> Told | None:
    linter = _LINTER.last(case.log)
    if linter is not None:
        return Told(
            cause=f"{linter['tool']} was built with {linter['built']}, and go.mod asks for Go "
            f"{linter['wants']}.",
            because=proofs((linter,)),
            advice=f"Take a release of {linter['tool']} that is built with Go {linter['wants']} or "
            "later (a newer tag of its image), or lower `go` in go.mod.",
            commands=(f"{linter['tool']} version", "grep -E '^(go|toolchain) ' go.mod"),
            confidence=0.95,
        )
    hit = _LINE.last(case.log)
    if hit is None:
        return None
    wanted = hit["wanted"] or hit["lost"] or hit["failed"] or hit["invalid"]
    release = wanted.removeprefix("go")
    return Told(
        cause=f"go cannot fetch the toolchain {wanted}, which go.mod asks for.",
        because=proofs((hit,)),
        advice=(
            f"Take a golang image of release {release}, so that nothing is fetched; or name a "
            "release that exists, with its third number (`go 1.23.0`), in go.mod."
        ),
        commands=("go version", "go env GOTOOLCHAIN GOPROXY", "grep -E '^(go|toolchain) ' go.mod"),
        confidence=0.9 if not hit["failed"] else 0.7,
    )


RULE = Rule(
    code="BB560",
    name="go-toolchain",
    title="Go's toolchain cannot be fetched",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Go 1.21 and later fetch the release that go.mod names; that one does not exist "
        "or cannot be reached.",
        instruction="RUN go mod download",
        example="go: download go1.23 for linux/amd64: toolchain not available",
        fix="Take an image of that release, or write the full number in go.mod.",
    ),
)
