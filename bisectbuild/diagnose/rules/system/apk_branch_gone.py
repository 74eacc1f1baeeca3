"""A repository in /etc/apk/repositories has no index: a branch of Alpine that is not there."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE: Final = Signature(
    r"^(?:WARNING: (?:Ignoring|updating|fetching|updating and opening)|ERROR:|WARNING:) "
    r"(?P<url>https?://\S+?)(?:/\w+/APKINDEX\.tar\.gz)?: "
    r"(?:HTTP (?:error )?404\b.*|remote server returned error.*|No such file or directory)$",
    "404", "remote server", "No such file",
)  # fmt: skip
_FAILED: Final = Signature(
    r"^(?:ERROR: (?:unable to select packages|unsatisfiable constraints|Not continuing)"
    r"|ERROR: Unable to (?:read|update) |\d+ (?:errors?|unavailable)[;,])",
    "ERROR", "error", "unavailable",
)  # fmt: skip
_BRANCH: Final = re.compile(r"/(?P<branch>v\d+\.\d+|edge|latest-stable)/(?P<part>\w+)")


def _check(case: Case) -> Told | None:
    end = closing(case.log, 40)
    hits = tuple(_LINE.hits(end))
    if not hits or _FAILED.last(end) is None:
        return None
    url = hits[-1]["url"].rstrip(":")
    match = _BRANCH.search(url)
    part = f" ({match['part']} of Alpine {match['branch']})" if match else ""
    return Told(
        cause=f"The repository {url}{part} has no index for apk.",
        because=proofs(hits),
        advice="Correct the address in /etc/apk/repositories (or after --repository): the branch "
        "must be one that exists, like the image's own, and the part main or community; testing "
        "is in edge alone. An image of an old branch should be replaced by a newer one.",
        commands=("cat /etc/apk/repositories /etc/alpine-release", "uname -m"),
        confidence=0.85,
    )


RULE = Rule(
    code="BB367",
    name="apk-branch-missing",
    title="A repository of Alpine has no index",
    category=Category.REPO_EOL,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="apk asks each repository for its index. A branch, a part or an architecture that "
        "the server does not have is told of in a warning, and the packages in it are then "
        "missing.",
        instruction="RUN apk add --no-cache otter --repository "
        "http://apk.example/alpine/v3.9/testing",
        example="WARNING: Ignoring http://apk.example/alpine/v3.9/testing: "
        "No such file or directory\n"
        "ERROR: unable to select packages:\n"
        "  otter (no such package):\n"
        "    required by: world[otter]",
        fix="Correct the repository's address.",
    ),
)
