"""Another process holds a lock of the package manager."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE: Final = Signature(
    r"^(?:(?:E|Error): (?:Could not get lock (?P<apt>\S+?)\.? (?:- open \(11:|It is held by)"
    r"|Unable to acquire the dpkg frontend lock \((?P<dpkg>[^)]+)\), is another)"
    r"|dpkg: error: (?:dpkg frontend|dpkg|dpkg database) lock (?:is locked|was locked) by another"
    r"|ERROR: Unable to lock database: Resource temporarily unavailable"
    r"|error: failed to init transaction \(unable to lock database\)"
    r"|Another app is currently holding the yum lock"
    r"|System management is locked by the application)",
    "lock",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(15))
    if hit is None:
        return None
    lock = hit["apt"] or hit["dpkg"] or "its database"
    return Told(
        cause=f"Another process holds the package manager's lock on {lock}.",
        because=proofs((hit,)),
        advice="With a cache mount on /var/cache/apt or /var/lib/apt, write `sharing=locked` in "
        "it, so that builds at the same time wait for each other. In one RUN, do not start two "
        "package managers at once (`&`). A lock file in the base image can be removed.",
        commands=(
            "ls -l /var/lib/dpkg/lock* /var/lib/apt/lists/lock /var/cache/apt/archives/lock",
        ),
        confidence=0.9,
    )


RULE = Rule(
    code="BB383",
    name="package-lock-held",
    title="The package manager's lock is held",
    category=Category.PKG_SCRIPT_FAIL,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A package manager lets one process at a time change the system. Steps that share "
        "a cache mount meet each other's lock.",
        instruction="RUN --mount=type=cache,target=/var/cache/apt apt-get install -y jq",
        example="E: Could not get lock /var/cache/apt/archives/lock. It is held by process 0",
        fix="Use `sharing=locked` in the cache mount.",
        exit_code=100,
    ),
)
