"""No module that go.mod names has an imported package."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge import go_std
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.go_log import IMPORT, one_of
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    IMPORT + r"(?:cannot load \S+: )?(?:no required module provides package (?P<none>[^\s;:]+);"
    r"|cannot find module providing package (?P<never>[^\s;:]+)"
    r"|package (?P<std>[^\s;:]+) is not in (?:GOROOT|std)\b"
    r"|(?:\S+@\S+: )?module (?P<module>\S+) (?:found \([^)\n]*\)|provides[^\n]*), but does not "
    r"contain "
    r"package (?P<lacks>\S+)"
    r"|(?P<query>\S+@\S+): no matching versions for query )",
    "no required module provides", "cannot find module providing", "is not in GOROOT", "is not "
    "in std",
    "does not contain package", "no matching versions for query",
)  # fmt: skip

_QUERY = Signature(
    r"^[ \t]*(?P<place>\S+\.go:\d+):\d+: no matching versions for query", "no matching versions"
)


def _check(case: Case) -> Told | None:
    hits = [hit for hit in _LINE.hits(case.log) if not _other(hit)]
    if not hits:
        query = _QUERY.first(case.log)
        return _unreleased(query) if query else None
    names = tuple(dict.fromkeys(_name(hit) for hit in hits))
    first = names[0]
    local = "." not in first.split("/")[0] or bool(hits[0]["std"])
    return Told(
        cause=f"go finds no module that has the package {one_of(names)}.",
        because=proofs(hits[:4]),
        advice=(
            f"{first} is no address on the network: COPY its folder before this step, and see "
            "that the import begins with the module's name in go.mod."
        )
        if local
        else (
            f"Add it to go.mod (`go get {first}`, `go mod tidy`) and commit that; where it is the "
            "project's own, generate it or COPY its folder before this step."
        ),
        commands=("head -5 go.mod", "ls -la", f"go list -m -versions {first}"),
        confidence=0.85,
        category=Category.FILE_MISSING if local else None,
    )


def _unreleased(hit: Hit) -> Told:
    return Told(
        cause=f"go finds no version of the module that {hit['place']} imports.",
        because=proofs((hit,)),
        advice="COPY or generate that package before this step, or correct its path; a module on "
        "the network needs at least one commit that go can read.",
        commands=("head -5 go.mod", f"sed -n '1,20p' {hit['place'].split(':')[0]}"),
        confidence=0.7,
    )


def _name(hit: Hit) -> str:
    return hit["none"] or hit["never"] or hit["std"] or hit["lacks"] or hit["query"]


def _other(hit: Hit) -> bool:
    name = _name(hit)
    return name.endswith(".go") or bool(go_std.since(name)) or name.startswith("command-line")


RULE = Rule(
    code="BB563",
    name="go-package-missing",
    title="No Go module has the imported package",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="A source imports a package, and neither the project nor go.mod has it.",
        instruction="RUN go build ./cmd/lamp",
        example=(
            "cmd/lamp/main.go:8:2: no required module provides package example.com/reef/dive; "
            "to add it:\n\tgo get example.com/reef/dive"
        ),
        fix="Add the module to go.mod, or COPY the folder of the package.",
    ),
)
