"""A package of the project's own workspace is not in the image when packages are installed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.npm_log import PNPM
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    PNPM + r"ERR_PNPM_WORKSPACE_PKG_NOT_FOUND\]?[^\n\"]*\""
    r"(?P<pnpm>(?:@[\w.-]+/)?[\w.-]+)@workspace:"
    r"|^error: Workspace dependency \"(?P<bun>[^\"\n]+)\" not found"
    r"|^[^\n]*?(?P<yarn>(?:@[\w.-]+/)?[\w.-]+)@workspace:[^\n:]*: Workspace not found",
    "ERR_PNPM_WORKSPACE_PKG", "Workspace dependency", "Workspace not found",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log)
    if hit is None:
        return None
    name = hit["pnpm"] or hit["bun"] or hit["yarn"]
    return Told(
        cause=f"{name} is a package of the project's own workspace, and its folder is not in the "
        "image.",
        because=proofs((hit,)),
        advice=(
            f"COPY the root's package.json, pnpm-workspace.yaml (or `workspaces`), the lock file "
            f"and {name}'s own package.json before the install, with the folders that they have "
            "in the repository; the build context must be the root."
        ),
        commands=("pwd", "find . -name package.json -not -path '*/node_modules/*'"),
        confidence=0.93,
    )


RULE = Rule(
    code="BB499",
    name="workspace-package-missing",
    title="A package of the workspace is not in the image",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A dependency is written `workspace:*`, so it is a folder of the same repository; "
        "only a part of that was copied.",
        instruction="RUN pnpm install",
        example=' ERR_PNPM_WORKSPACE_PKG_NOT_FOUND  In : "@kelp/ui@workspace:*" is in the '
        'dependencies but no package named "@kelp/ui" is present in the workspace',
        fix="Copy the workspace's package.json files before the install.",
    ),
)
