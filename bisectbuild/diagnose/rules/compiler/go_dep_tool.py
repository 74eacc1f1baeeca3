"""A tool of the time before Go's modules (dep, glide, godep) stops."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.c_log import short
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?:(?P<godep>godep|govendor|gopm|trash): (?P<said>(?!exit status|WARN|\[)[^\n]+)"
    r"|(?P<dep>(?:could not find project Gopkg\.toml|Solving failure|grouped write of manifest|"
    r"Gopkg\.lock is out of sync|[^\n]*is not within a known GOPATH)[^\n]*)"
    r"|\[ERROR\][ \t]+(?P<glide>(?:Error scanning|Failed to (?:find glide\.yaml|retrieve|set "
    r"version|load|parse|"
    r"install|export|do initial)|Unable to|Update failed|No files? (?:found|matching))[^\n]*))",
    "godep: ", "govendor: ", "gopm: ", "trash: ", "Gopkg", "Solving failure", "grouped write",
    "known GOPATH",
    "[ERROR]",
)  # fmt: skip
_TOOL = Signature(r"\b(?:dep|glide|godep|govendor|gopm|trash)\b")


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None or _TOOL.within(f"{case.script}\n{case.log.text[-4000:]}") is None:
        return None
    if hit["glide"] and "glide" not in f"{case.script}\n{case.log.text}":
        return None
    tool = hit["godep"] or ("glide" if hit["glide"] else "dep")
    text = short(hit["said"] or hit["dep"] or hit["glide"])
    return Told(
        cause=f"{tool}, a tool of the time before Go's modules, stops: {text}.",
        because=proofs((hit,)),
        advice=(
            "Such tools are not kept up any more: give the project a go.mod (`go mod init` reads "
            "their lock files in Go before 1.22), or build from a committed vendor folder."
        ),
        commands=("ls -la", "go version", "go env GOPATH"),
        confidence=0.8,
    )


RULE = Rule(
    code="BB536",
    name="go-dep-tool",
    title="A dependency tool from before Go's modules stops",
    category=Category.PKG_CONFLICT,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="dep, glide and godep cannot read module paths (`/v2`) and were given up.",
        instruction="RUN glide install",
        example="[ERROR]\tFailed to find glide.yaml file in directory tree: Cannot resolve "
        "parent of /",
        fix="Move the project to modules, or build from a committed vendor folder.",
    ),
)
