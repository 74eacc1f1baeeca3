"""apt rejects signatures that are good elsewhere: gpg cannot work in this container."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import ERROR
from bisectbuild.diagnose.signature import Signature

_INVALID: Final = Signature(
    r"(?:GPG error: )?(?P<url>(?<!\S)[a-z]+://\S+ \S+) \w+: "
    r"(?:At least one invalid signature was encountered|No good signature)",
    "At least one invalid",
    "No good signature",
)
_WORKER: Final = Signature(
    r"(?:Couldn't create temporary file /tmp/apt\.conf\.\S+|Could not execute 'apt-key' to verify"
    r"|Unknown error executing (?:apt-key|gpgv|/usr/bin/gpgv)|gpgv: .*(?:No space|Permission))",
    "temporary file", "apt-key", "gpgv",
)  # fmt: skip
_FAILED: Final = Signature(
    ERROR + r"(?:The repository '.*' is (?:not signed|no longer signed)\.|Failed to fetch"
    r"|.*At least one invalid|Some index files|Unable to locate package)",
    "E: ", "Error: ",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _INVALID.last(case.log) or _WORKER.last(case.log)
    if hit is None or _FAILED.last(case.log.tail(25)) is None:
        return None
    url = hit.match.groupdict().get("url") or "the repositories"
    return Told(
        cause=f"apt could not check the signature of {url}: gpg cannot work in this container.",
        because=proofs((hit,)),
        advice="Look at the disk first (`docker system df`, then prune): a full one says so. Then "
        "at /tmp, which must be writable for all (chmod 1777 /tmp). Else the engine is older "
        "than the image's C library: update Docker and libseccomp on the host, or take an older "
        "base image. Look at its clock as well.",
        commands=("df -h / /tmp", "ls -ld /tmp", "gpgv --version"),
        confidence=0.8,
    )


RULE = Rule(
    code="BB373",
    name="apt-signature-check-fails",
    title="apt cannot check signatures here",
    category=Category.REPO_KEY,
    rank=Rank.REPOSITORY,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="The signatures are good, and the program that checks them cannot run: the disk "
        "is full, /tmp is not writable, or the engine's seccomp filter blocks new system calls.",
        instruction="RUN apt-get update",
        example="W: GPG error: http://mirror.example/debian bookworm InRelease: At least one "
        "invalid signature was encountered.\n"
        "E: The repository 'http://mirror.example/debian bookworm InRelease' is not signed.",
        fix="Free disk space, mend /tmp, or update the engine.",
        exit_code=100,
    ),
)
