"""A repository is not signed, and apt does not use such."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import ERROR
from bisectbuild.diagnose.signature import Signature

_LINE: Final = Signature(
    ERROR + r"(?:The repository '(?P<url>[^']+)' is (?:not|no longer) signed\."
    r"|There were unauthenticated packages and -y was used"
    r"|There are problems and -y was used without --force-yes"
    r"|Some packages could not be (?:authenticated|installed)\b.*authent"
    r"|(?:GPG error|Failed to fetch):? ?(?P<portal>\S+) .*(?:NODATA|NOSPLIT|isn't valid))",
    "E: ", "Error: ",
)  # fmt: skip
_NAMES: Final = Signature(
    r"^WARNING: The following packages cannot be authenticated!\n(?P<names>(?:  .+(?:\n|\Z))+)",
    "cannot be authenticated",
)
_OTHERS: Final = (
    "NO_PUBKEY",
    "Missing key",
    "EXPKEYSIG",
    "KEYEXPIRED",
    "REVKEYSIG",
    "EXPSIG",
    "At least one invalid signature",
    "signature verification failed",
    "are ignored as the file",
)


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log.tail(30)))
    if not hits or any(word in case.log.text for word in _OTHERS):
        return None
    last = hits[-1]
    names = _NAMES.last(case.log)
    what = last["url"] or last["portal"]
    if last["portal"]:
        cause = f"What came from {what} is no signed index: a login page or a proxy answered."
    elif what:
        cause = f"The repository {what} is not signed."
    elif names is not None:
        shown = names["names"].split()
        cause = f"apt cannot check where these packages come from: {', '.join(shown[:5])}."
    else:
        cause = "apt cannot check where the packages come from: their repository is not signed."
    return Told(
        cause=cause,
        because=proofs(hits),
        advice="Add the key of the repository (signed-by=/etc/apt/keyrings/NAME.gpg), or correct "
        "its address. An old base image meets archive keys that have expired: take a newer one. "
        "For a repository of your own that you trust, write `[trusted=yes]` in its line.",
        commands=("cat /etc/apt/sources.list /etc/apt/sources.list.d/*", "cat /etc/os-release"),
        confidence=0.85,
    )


RULE = Rule(
    code="BB374",
    name="apt-unsigned",
    title="A repository is not signed",
    category=Category.REPO_KEY,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="apt installs only from repositories whose index is signed with a key that it has.",
        instruction="RUN apt-get update",
        example="E: The repository 'http://apt.depot.example ./ InRelease' is not signed.",
        fix="Add the repository's key.",
        exit_code=100,
    ),
)
