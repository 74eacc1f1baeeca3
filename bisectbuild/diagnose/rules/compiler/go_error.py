"""The first error of the Go compiler, where no closer reason is known."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge import go_std
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.c_log import short
from bisectbuild.diagnose.signature import Signature

_PACKAGE = Signature(r"^# (?P<package>[\w.][^\s]*)(?: \[[^\]\n]+\])?$", "# ")
_LINE = Signature(
    r"^[ \t]*(?:vet: )?(?P<file>[^\s:]+\.go):(?P<row>\d+)(?::\d+)?: (?P<text>\S[^\n]*)", ".go:"
)
# What go reports of sources before it compiles any.
_PARSE: Final = Signature(
    r"^[ \t]*(?P<file>[^\s:]+\.go):(?P<row>\d+):\d+: (?P<text>expected '[^'\n]+', found [^\n]+)"
    r"|^[^\n]*?use of internal package (?P<inside>\S+) not allowed"
    r"|^[^\n]*?found packages (?P<one>\w+) \(\S+\) and (?P<two>\w+) \(\S+\) in (?P<folder>\S+)",
    "found packages",
    "expected '",
    "use of internal package",
)
_OTHERS: Final = re.compile(
    r"^(?:cannot find (?:package|module)|no required module|missing go\.sum|package \S+ is not in"
    r"|pattern |no matching versions|module \S+ |running \"|could not import C|warning:"
    r"|[\[(]?(?:WARN|INFO)"
    r"|use of internal package|import cycle|fatal error: |error: |note: )"
)
_SYNTAX: Final = re.compile(
    r"syntax error|expected|undefined|unknown field|cannot use|too many|not enough"
    r"|declared|imported|missing|redeclared|invalid|has no field|assignment|mismatched|unused|type "
)
_FOREIGN: Final = re.compile(r"/pkg/mod/|(?:^|/)vendor/|/go/src/|^\.\./\.\./|^src/")
_UNDEFINED: Final = re.compile(r"undefined: (\w+(?:\.\w+)?)$")


def _check(case: Case) -> Told | None:
    start = _PACKAGE.first(case.log)
    if start is None:
        return _unparsed(case)
    hits = (hit for hit in _LINE.hits(case.log) if hit.number > start.number)
    hit = next((hit for hit in hits if not _OTHERS.search(hit["text"])), None)
    if hit is None or not _SYNTAX.search(hit["text"]):
        return None
    name = _UNDEFINED.search(hit["text"])
    if name and go_std.name_since(name[1]):
        return None
    dependency = _FOREIGN.search(hit["file"]) is not None
    return Told(
        cause=f"The Go compiler refuses {hit['file']}:{hit['row']}: {short(hit['text'])}.",
        because=proofs((start, hit)),
        advice=(
            "This is a dependency that does not go with this Go or with the others: pin versions "
            "that do (go.mod, a release tag), or take the Go release it is made for."
        )
        if dependency and "go:linkname" not in hit["text"]
        else "golang.org/x/sys is older than this Go: `go get golang.org/x/sys@latest`, and commit."
        if "go:linkname" in hit["text"]
        else "Mend that line; if a file is missing, COPY or generate it before this step.",
        commands=("go version", "go vet ./..."),
        confidence=0.75,
        category=Category.PKG_CONFLICT if dependency else None,
    )


def _unparsed(case: Case) -> Told | None:
    hit = _PARSE.first(case.log)
    if hit is None:
        return None
    if hit["folder"]:
        return Told(
            cause=f"{hit['folder']} holds sources of two packages, {hit['one']} and {hit['two']}.",
            because=proofs((hit,)),
            advice="Leave one of them out; in a dependency it means that Go before 1.17 does not "
            "read its `//go:build` lines: take a newer Go.",
            commands=("go version", f"ls {hit['folder']}"),
            confidence=0.8,
        )
    inside = hit["inside"]
    cause = (
        f"A package imports {inside}, which is internal to another module."
        if inside
        else f"go cannot read {hit['file']}:{hit['row']}: {short(hit['text'])}."
    )
    return Told(
        cause=cause,
        because=proofs((hit,)),
        advice="Pin versions that go together, or import it by the path of the module it is in."
        if inside
        else "Mend that file (an empty or half-written one, marks of a merge), or take a newer Go.",
        commands=("go version", "go vet ./..."),
        confidence=0.8,
    )


RULE = Rule(
    code="BB572",
    name="go-error",
    title="A Go source does not compile",
    category=Category.APP_COMPILE,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The Go compiler stops at a source; the first error is the cause.",
        instruction="RUN go build ./...",
        example="# example.com/lamp\n./main.go:12:7: undefined: glow",
        fix="Mend the source, or pin the dependencies to versions that go together.",
    ),
)
