"""There are no Go sources where go is told to build."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.go_log import IMPORT
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    IMPORT + r"(?:no (?:buildable |non-test )?Go (?:source )?files in (?P<folder>\S+)"
    r"|(?:imports \S+: )?build constraints exclude all Go files in (?P<excluded>\S+)"
    r"|stat (?P<stat>[^\s:]+): directory not found"
    r"|stat (?P<source>[^\s:]+\.go): no such file or directory"
    r"|no required module provides package (?P<file>\S+\.go);"
    r"|cannot find module for path (?P<path>\S+)"
    r"|cannot find package \"\.\" in:\n[ \t]+(?P<dot>(?!\S*/vendor/)\S+))",
    "Go files in", "Go source files in", "directory not found", "stat ", "no required module",
    "cannot find package",
    "cannot find module for path",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    if hit["excluded"]:
        return Told(
            cause=f"No source in {hit['excluded']} is meant for this system, CPU or cgo setting.",
            because=proofs((hit,)),
            advice="See GOOS, GOARCH and CGO_ENABLED: a package that needs C is empty under "
            "`CGO_ENABLED=0`.",
            commands=("go env GOOS GOARCH CGO_ENABLED GOFLAGS", f"ls {hit['excluded']}"),
            confidence=0.85,
            category=Category.PLATFORM,
        )
    folder = (
        hit["folder"] or hit["stat"] or hit["source"] or hit["file"] or hit["path"] or hit["dot"]
    )
    return Told(
        cause=f"go finds no sources to build at {folder}.",
        because=proofs((hit,)),
        advice=(
            "Name the folder that holds package main (`go build ./cmd/…`), set WORKDIR, and COPY "
            "the sources before this step; look at .dockerignore too."
        ),
        commands=("pwd", "ls -la", "find . -name '*.go' | head"),
        confidence=0.85,
    )


RULE = Rule(
    code="BB569",
    name="go-no-files",
    title="go finds no sources to build",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The folder that go is told to build is missing, or holds no sources for this "
        "system.",
        instruction="RUN go build -o /lamp .",
        example="no Go files in /app",
        fix="Name the right folder, and COPY the sources before the step.",
    ),
)
