"""dnf, yum or microdnf has no repository that is enabled: a subscription is missing."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE: Final = Signature(
    r"^[ \t]*(?:Error: There are no enabled repo(?:s|sitories in)|There are no enabled repos\.?$"
    r"|error: There are no enabled repositories in)",
    "no enabled repo",
)
_SUBSCRIPTION: Final = Signature(
    r"^This system is not registered (?:with an entitlement server|to Red Hat)", "not registered"
)


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(20))
    if hit is None:
        return None
    subscription = _SUBSCRIPTION.last(case.log)
    why = ": the image's repositories need a subscription" if subscription else ""
    return Told(
        cause=f"No package repository is enabled in the image{why}.",
        because=proofs((subscription, hit) if subscription else (hit,)),
        advice="Give the build the host's entitlement (mount /etc/pki/entitlement and "
        "/etc/rhsm as secrets, or build on a registered host), or take an image whose "
        "repositories are free: ubi9, rockylinux:9, almalinux:9.",
        commands=("ls /etc/yum.repos.d", "cat /etc/os-release"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB308",
    name="rpm-no-repositories",
    title="No package repository is enabled",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Images of RHEL take their repositories from the subscription of the host that "
        "builds. Elsewhere they have none.",
        instruction="RUN yum install -y git",
        example="This system is not registered with an entitlement server. You can use "
        "subscription-manager to register.\nThere are no enabled repos.\n"
        ' Run "yum repolist all" to see the repos you have.',
        fix="Build on a registered host or take another base image.",
    ),
)
