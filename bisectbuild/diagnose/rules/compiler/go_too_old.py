"""The module, or what it needs, is made for a newer Go than the image's."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge import go_std
from bisectbuild.diagnose.rule import Page, Proof, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler import go_log
from bisectbuild.diagnose.signature import Signature

_SAID = Signature(
    r"^[ \t]*(?:go: )?(?:[^\n]*?(?P<who>\S+) requires go(?:version go| >= ?| "
    r")? ?(?P<wanted>1\.\d+[\w.]*) "
    r"\((?:running go(?:version )? ?(?P<found>1\.\d+[\w.]*)|application built with "
    r"go(?P<built>[\d.]+))"
    r"|note: module requires Go (?P<note>1\.[\d.]+)"
    r"|[^\n]*?go\.mod:\d+: (?:invalid go version '(?P<invalid>[\d.]+)': must match format"
    r"|unknown directive: (?P<directive>toolchain|tool|godebug|ignore)|usage: go 1\.23)"
    r"|[^\n]*(?:package|file) requires newer Go version go(?P<newer>1\.[\d.]+))",
    "requires go", "module requires Go", "go.mod:", "newer Go version",
)  # fmt: skip
_PACKAGE = Signature(
    go_log.IMPORT + r"(?:imports )?(?:package )?(?P<package>[a-z][\w]*(?:/[\w/]+)?)(?: is not "
    r"in (?:GOROOT|std)"
    r"|: unrecognized import path \"(?P=package)\")"
    r"|^[^\n]*cannot find module providing package (?P<module>[a-z]\w*(?:/\w+)*)$",
    "is not in GOROOT", "is not in std", "unrecognized import path", "cannot find module providing",
)  # fmt: skip
_NAME = Signature(
    r"^[ \t]*(?P<file>\S+\.go):(?P<row>\d+)(?::\d+)?: undefined: "
    r"(?:\"[^\"\n]*?(?P<of>\w+)\"\.(?P<member>\w+)|(?P<name>\w+(?:\.\w+)?))$",
    "undefined: ",
)


def _check(case: Case) -> Told | None:
    return _said(case) or _by_package(case) or _by_name(case)


def _said(case: Case) -> Told | None:
    hits = tuple(_SAID.hits(case.log))
    if not hits:
        return None
    hit = next((each for each in hits if not each["note"]), hits[0])
    wanted = hit["wanted"] or hit["note"] or hit["newer"] or hit["invalid"]
    found = hit["found"] or hit["built"]
    has = f"the image's is {found}" if found else go_log.has(case)
    if hit["directive"]:
        cause = f"go.mod has the directive `{hit['directive']}`, which this Go does not know."
        wanted = "1.21" if hit["directive"] in {"toolchain", "godebug"} else "1.24"
    elif wanted:
        cause = f"{hit['who'] or 'The module'} needs Go {wanted}, and {has}."
    else:
        cause = "go.mod names a release of Go in a form that this Go does not read."
        wanted = "1.21"
    return _told(cause, proofs((hit,)), wanted, 0.95)


def _by_package(case: Case) -> Told | None:
    for hit in _PACKAGE.hits(case.log):
        package = hit["package"] or hit["module"]
        since = go_std.since(package)
        if since:
            cause = f"The standard package {package} is new in Go {since}, and {go_log.has(case)}."
            return _told(cause, proofs((hit,)), since, 0.9)
    return None


def _by_name(case: Case) -> Told | None:
    for hit in _NAME.hits(case.log):
        name = hit["name"] or f"{hit['of']}.{hit['member']}"
        since = go_std.name_since(name)
        if since and ("." in name or _often(case, name)):
            cause = (
                f"{hit['file']}:{hit['row']} uses {name}, which is new in Go {since}, "
                f"and {go_log.has(case)}."
            )
            return _told(cause, proofs((hit,)), since, 0.85)
    return None


def _often(case: Case, name: str) -> bool:
    """Tell whether a name without a package is missed more than once: once may be a slip."""
    return case.log.text.count(f"undefined: {name}") > 1


def _told(cause: str, because: tuple[Proof, ...], wanted: str, confidence: float) -> Told:
    return Told(
        cause=cause,
        because=because,
        advice=(
            f"Take a base image with Go {wanted} or newer "
            f"(`golang:{wanted.split('rc', maxsplit=1)[0]}`), or a "
            "release of the module that is made for this Go."
        ),
        commands=("go version", "go env GOTOOLCHAIN", "grep -E '^(go|toolchain) ' go.mod"),
        confidence=confidence,
    )


RULE = Rule(
    code="BB559",
    name="go-too-old",
    title="Go is too old",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="go.mod asks for a newer Go, or a source uses what a newer Go brought.",
        instruction="RUN go mod download",
        example="go: go.mod requires go >= 1.23 (running go 1.21.5; GOTOOLCHAIN=local)",
        fix="Take a golang image of at least that release.",
    ),
)
