"""A repository is signed with a key that the image does not have."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import ERROR
from bisectbuild.diagnose.signature import Signature

_KEY: Final = Signature(
    r"(?:(?:GPG error: |OpenPGP signature verification failed: |^[ \t]*)(?P<url>[a-z]+://\S+ \S+)"
    r" .*?)?(?:NO_PUBKEY (?P<key>[0-9A-F]{8,})|Missing key (?P<sqv>[0-9A-F]{8,}))",
    "NO_PUBKEY", "Missing key",
)  # fmt: skip
_FAILED: Final = Signature(
    ERROR + r"(?:The repository '.*' is (?:not signed|no longer signed)\."
    r"|.*NO_PUBKEY|.*Missing key|.*The following signatures couldn't be verified"
    r"|There (?:are problems and|were unauthenticated packages and) -y was used"
    r"|Some packages could not be authenticated|Some index files failed)",
    "E: ", "Error: ",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hits = tuple(_KEY.hits(case.log))
    failed = _FAILED.last(case.log.tail(25))
    if not hits or failed is None:
        return None
    key = hits[-1]["key"] or hits[-1]["sqv"]
    url = hits[-1]["url"] or "a repository"
    only_warned = "NO_PUBKEY" not in failed.line and "signed" not in failed.line
    return Told(
        cause=f"The image does not have the key {key} that signs {url}.",
        because=proofs((*hits, failed)),
        advice="Fetch the vendor's current key before `apt-get update`: `curl -fsSL KEY_URL | gpg "
        "--dearmor -o /etc/apt/keyrings/NAME.gpg`, and name it in the source with "
        "`[signed-by=/etc/apt/keyrings/NAME.gpg]`. Where the key is of the distribution itself, "
        "the base image is older than its archive's key: take a newer tag. If no package comes "
        "from there, remove the source.",
        commands=("ls /etc/apt/keyrings /etc/apt/trusted.gpg.d", "ls /etc/apt/sources.list.d"),
        confidence=0.7 if only_warned else 0.92,
    )


RULE = Rule(
    code="BB371",
    name="apt-key-missing",
    title="The key of a repository is missing",
    category=Category.REPO_KEY,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="apt checks the signature of each repository's index. It has no key for this one: "
        "it was never added, or the vendor took a new key.",
        instruction="RUN apt-get update",
        example="W: GPG error: https://apt.depot.example stable InRelease: The following "
        "signatures couldn't be verified because the public key is not available: NO_PUBKEY "
        "4EB27DB2A3B88B8B\n"
        "E: The repository 'https://apt.depot.example stable InRelease' is not signed.",
        fix="Add the vendor's current key.",
        exit_code=100,
    ),
)
