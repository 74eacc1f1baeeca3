"""The mirror has no packages for this processor's architecture."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import missing_indexes
from bisectbuild.diagnose.rules.system.apt_suite_missing import lacks_cpu


def _check(case: Case) -> Told | None:
    gone = [each for each in missing_indexes(case) if lacks_cpu(each)]
    if not gone:
        return None
    last = gone[-1]
    return Told(
        cause=f"The mirror {last.url} has no packages for {last.cpu}.",
        because=proofs(each.hit for each in gone),
        advice="Ubuntu keeps all but amd64 and i386 on a host of its own: write "
        "http://ports.ubuntu.com/ubuntu-ports in the sources for "
        f"{last.cpu}, or do not replace the sources of the image. Or build for amd64 "
        "(`--platform linux/amd64`).",
        commands=(
            "dpkg --print-architecture",
            "cat /etc/apt/sources.list /etc/apt/sources.list.d/*",
        ),
        confidence=0.88,
    )


RULE = Rule(
    code="BB364",
    name="apt-architecture-missing",
    title="The mirror has no packages for this architecture",
    category=Category.PLATFORM,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Mirrors need not have each architecture. A Dockerfile that writes its own sources "
        "works on one kind of machine and fails on the other.",
        instruction="RUN apt-get update",
        example="E: Failed to fetch http://archive.example/ubuntu/dists/noble/main/binary-arm64/"
        "Packages  404  Not Found [IP: 192.0.2.3 80]\n"
        "E: Some index files failed to download. They have been ignored, or old ones used "
        "instead.",
        fix="Name the host that has the architecture.",
        exit_code=100,
    ),
)
