"""In a build below GOPATH, a package is not where its path says."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge import go_std
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.go_log import one_of
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    r"^[^\n]*?cannot find package \"(?P<package>[^\"\n]+)\" in (?:any of)?:"
    r"|^[^\n]*?(?:package|imports) (?P<bare>[^\s:]+): unrecognized import path \"(?P=bare)\" "
    r"\(import path does not begin with hostname\)",
    'cannot find package "', "import path does not begin with hostname",
)  # fmt: skip
_MAJOR: Final = re.compile(r"/v[2-9]\d*(?:/|$)")


def _check(case: Case) -> Told | None:
    hits = [hit for hit in _LINE.hits(case.log) if not go_std.since(_name(hit))]
    hits = [hit for hit in hits if _name(hit) != "."]
    if not hits:
        return None
    names = tuple(dict.fromkeys(_name(hit) for hit in hits))
    major = next((name for name in names if _MAJOR.search(name)), "")
    shown = one_of(tuple(dict.fromkeys((major or names[0], *names))))
    return Told(
        cause=f"go, run without modules, finds no package {shown}.",
        because=proofs(hits[:4]),
        advice=_advice(names[0], major),
        commands=("go version", "go env GOPATH GO111MODULE", "ls $(go env GOPATH)/src"),
        confidence=0.85,
    )


def _advice(first: str, major: str) -> str:
    if major:
        return (
            f"{major} is a module path, which go get without modules does not read: take an image "
            "with Go 1.16 or newer and a go.mod, or set `GO111MODULE=on` (Go 1.11 to 1.15)."
        )
    if "." not in first.split("/", maxsplit=1)[0]:
        return (
            f"{first} is no address on the network: COPY the sources to "
            f"$GOPATH/src/{first}, or give the project a go.mod."
        )
    return (
        f"Fetch it before (`go get {first}`, `dep ensure`, a vendor folder), or give the project a "
        "go.mod and take a newer Go."
    )


def _name(hit: Hit) -> str:
    return hit["package"] or hit["bare"]


RULE = Rule(
    code="BB564",
    name="go-path-package",
    title="A package is not below GOPATH",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Go without modules looks for imports in GOROOT and GOPATH, and it is in neither.",
        instruction="RUN go build",
        example=(
            'main.go:7:2: cannot find package "example.com/reef/v3" in any of:\n'
            "\t/usr/local/go/src/example.com/reef/v3 (from $GOROOT)\n"
            "\t/go/src/example.com/reef/v3 (from $GOPATH)"
        ),
        fix="Use modules (go.mod and a newer Go), or fetch the packages before the build.",
    ),
)
