"""A repository is signed with a key that has expired or was revoked."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import ERROR
from bisectbuild.diagnose.signature import Signature

_KEY: Final = Signature(
    r"(?:(?:GPG error|verification failed): (?P<url>\S+ \S+) .*?)?(?:"
    r"(?P<state>EXPKEYSIG|KEYEXPIRED|REVKEYSIG|EXPSIG) (?P<key>[0-9A-F]{6,})"
    r"(?: (?P<owner>[^<\n]+))?|Signing key on (?P<sqv>[0-9A-F]{8,}) .*Expired on)",
    "EXPKEYSIG", "KEYEXPIRED", "REVKEYSIG", "EXPSIG", "Expired on",
)  # fmt: skip
_FAILED: Final = Signature(
    ERROR + r"(?:The repository '.*' is (?:not signed|no longer signed)\.|Failed to fetch"
    r"|.*signatures were invalid|Some index files failed|There (?:are problems|were unauth)"
    r"|Some packages could not be authenticated)|^Error executing command, exiting",
    "E: ", "Error: ", "Error executing",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hits = tuple(_KEY.hits(case.log))
    if not hits or _FAILED.last(case.log.tail(25)) is None:
        return None
    last = hits[-1]
    revoked = last["state"] == "REVKEYSIG"
    owner = f" ({last['owner'].strip()})" if last["owner"] else ""
    key = "" if last["state"] == "KEYEXPIRED" else f" {last['key'] or last['sqv']}"
    return Told(
        cause=f"The key{key}{owner} that signs {last['url'] or 'a repository'} "
        f"{'was revoked' if revoked else 'has expired'}.",
        because=proofs(hits),
        advice="Fetch the vendor's current key in place of the old one (often at the same "
        "address); where the key is of the distribution itself, take a newer tag of the base "
        "image. Do not switch the check off.",
        commands=("apt-get install -y gnupg; gpg --show-keys /etc/apt/keyrings/*", "date"),
        confidence=0.92,
    )


RULE = Rule(
    code="BB372",
    name="apt-key-expired",
    title="The key of a repository has expired",
    category=Category.REPO_KEY,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Keys have an end. The vendor has published the key again with a later one, and "
        "the image still has the old copy.",
        instruction="RUN apt-get update",
        example="W: GPG error: https://apt.depot.example stable InRelease: The following "
        "signatures were invalid: EXPKEYSIG 4EB27DB2A3B88B8B Depot Signing <key@depot.example>\n"
        "E: The repository 'https://apt.depot.example stable InRelease' is not signed.",
        fix="Fetch the vendor's key again.",
        exit_code=100,
    ),
)
