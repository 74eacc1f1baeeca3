"""dnf, yum, microdnf or zypper cannot read the index of a repository: the address has none."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system import rpm_release_gone
from bisectbuild.diagnose.signature import Signature

_STATUS: Final = Signature(
    r"(?:Status code: (?P<dnf>4\d\d) for (?P<url>\S+)"
    r"|^(?P<old>\S+/repodata/repomd\.xml): \[Errno 14\] \D*?(?P<yum>4\d\d)\b"
    r"|^\[[^|\]]+\|(?P<zypper>[^\]]+)\] (?:Valid metadata not found|Repository type can't be)"
    r"|^File '\./repodata/repomd\.xml' not found on medium '(?P<medium>\S+)')",
    "Status code", "repomd.xml", "Valid metadata", "Repository type",
)  # fmt: skip
_FAILED: Final = Signature(
    r"^[ \t]*Error: (?:Failed to download metadata for repo '(?P<dnf>[^']+)'"
    r"|Cannot retrieve repository metadata \(repomd\.xml\) for repository: (?P<yum>\S+?)\.(?:\s|$))"
    r"|^(?:error: cannot update repo '(?P<micro>[^']+)')"
    r"|^[ \t]*Failed to download metadata .*for repository \"(?P<five>[^\"]+)\""
    r"|^failure: repodata/repomd\.xml from (?P<mirrors>\S+): \[Errno 256\]"
    r"|^Repository '(?P<zypper>[^']+)' is invalid\.",
    "metadata", "cannot update repo", "is invalid", "[Errno 256]",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    end = closing(case.log, 60)
    failed, status = _FAILED.last(end), _STATUS.last(end)
    if failed is None or status is None or rpm_release_gone.RULE.check(case) is not None:
        return None
    name = next(value for value in failed.match.groups() if value)
    url = status["url"] or status["old"] or status["medium"] or status["zypper"]
    code = status["dnf"] or status["yum"] or "404"
    return Told(
        cause=f"The repository {name} has no index at {url} (HTTP status {code}).",
        because=proofs((status, failed)),
        advice=_advice(name, code),
        commands=(f"grep -rA6 '{name}' /etc/yum.repos.d", "cat /etc/os-release"),
        confidence=0.85,
    )


def _advice(name: str, code: str) -> str:
    if code in {"401", "403"}:
        return (
            f"The server refuses {name}: give it a login or a subscription, or ask whether a "
            "proxy on the way refuses it."
        )
    return (
        f"Correct the address of {name} (it often holds the release and the architecture: "
        "$releasever, $basearch), remove the repository, or use `--disablerepo` for it."
    )


RULE = Rule(
    code="BB366",
    name="rpm-repository-missing",
    title="A repository has no index at its address",
    category=Category.REPO_EOL,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The package manager reads repodata/repomd.xml below the repository's address, "
        "and the server says that there is none: the repository has nothing for this release or "
        "architecture, or it moved.",
        instruction="RUN dnf install -y depot",
        example="Errors during downloading metadata for repository 'depot':\n"
        "  - Status code: 404 for https://rpm.depot.example/el/10/x86_64/repodata/repomd.xml "
        "(IP: 192.0.2.4)\n"
        "Error: Failed to download metadata for repo 'depot': Cannot download repomd.xml: "
        "Cannot download repodata/repomd.xml: All mirrors were tried",
        fix="Correct or remove the repository.",
    ),
)
