"""go fetches a module by git, Mercurial or another tool that is not in the image."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.headers import Package
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.install import add, packages
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,300}?(?:go: missing (?P<name>Git|Mercurial|Bazaar|Subversion|Fossil) command\."
    r"|exec: \"(?P<exec>git|hg|bzr|svn|fossil)\": executable file not found in \$PATH)",
    "go: missing ", "executable file not found",
)  # fmt: skip
_TOOLS: dict[str, Package] = {
    "git": packages("git", "git", "git"),
    "hg": packages("mercurial", "mercurial", "mercurial"),
    "bzr": packages("brz", "breezy", "breezy"),
    "svn": packages("subversion", "subversion", "subversion"),
    "fossil": packages("fossil", "fossil", "fossil"),
}
_NAMES = {"Git": "git", "Mercurial": "hg", "Bazaar": "bzr", "Subversion": "svn", "Fossil": "fossil"}
_GO = Signature(
    r"\bgo(?:dep|vendor)? (?:get|mod|build|install|run|test|list|vet|generate|work)\b"
    r"|\bgo: |\bdep ensure\b|\bglide\b"
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None or not (hit["name"] or _GO.within(case.script) or _GO.first(case.log)):
        return None
    tool = hit["exec"] or _NAMES[hit["name"]]
    return Told(
        cause=f"go needs {tool} to fetch a module, and it is not in the image.",
        because=proofs((hit,)),
        advice=add(case, _TOOLS[tool]),
        commands=(f"command -v {tool}", "go env GOPROXY GOFLAGS"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB556",
    name="go-vcs-missing",
    title="go needs git, which is not in the image",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Modules that no proxy has are fetched by the tool of their repository; "
        "golang:alpine has no git.",
        instruction="RUN go get ./...",
        example="go: missing Git command. See https://go.example/s/gogetcmd\n"
        'package example.com/reef: exec: "git": executable file not found in $PATH',
        fix="Install git (or Mercurial, Bazaar) before the step.",
    ),
)
