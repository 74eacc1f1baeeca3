"""A module calls itself by another path than the one it is asked for by."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*module declares its path as: (?P<own>\S+)\n[ \t]*but was required as: (?P<asked>\S+)",
    "module declares its path as",
)
_MAJOR = Signature(
    r"^[ \t]*(?:go: )?(?:[^\n]*: )?(?P<asked>\S+@\S+): invalid version: module contains a "
    r"go\.mod file, so "
    r"module path must match major version \(\"(?P<own>[^\"\n]+)\"\)",
    "module path must match major version",
)

_COMMENT = Signature(
    r"^[^\n]*?(?P<asked>[^\s:]+): code in directory \S+ expects import \"(?P<own>[^\"\n]+)\"",
    "expects import",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log) or _MAJOR.first(case.log) or _COMMENT.first(case.log)
    if hit is None:
        return None
    return Told(
        cause=f"The module that is asked for as {hit['asked']} calls itself {hit['own']}.",
        because=proofs((hit,)),
        advice=f"Import and require it as {hit['own']} (also in capitals and with its /vN), or pin "
        "the last version before it was renamed with a replace line.",
        commands=(f"grep -rn {hit['asked'].split('@')[0]} --include=*.go --include=go.mod .",),
        confidence=0.95,
    )


RULE = Rule(
    code="BB566",
    name="go-module-renamed",
    title="A Go module has another name",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="A module's go.mod names another path than the import: it moved, changed its "
        "capitals, or is a later major version.",
        instruction="RUN go get ./...",
        example=(
            "go: example.com/Reef/dive@v1.9.0: parsing go.mod:\n"
            "\tmodule declares its path as: example.com/reef/dive\n"
            "\t        but was required as: example.com/Reef/dive"
        ),
        fix="Use the path that the module calls itself by.",
    ),
)
