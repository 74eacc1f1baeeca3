"""An installer has nothing for this processor or system."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_CPU: Final = (
    r"(?P<cpu>(?:linux[-_/ ])?(?:x86_64|amd64|aarch64|arm64|armv\d\w*|arm|i[36]86|ppc64le|s390x"
    r"|riscv64)(?:-\w+){0,3})"
)
_LINES: Final = (
    Signature(
        rf"(?i:(?:unsupported|unknown|unrecognized|invalid) (?:\w+ ){{0,2}}?(?:architecture|arch|"
        rf"platform|cpu)(?: type)?)\W{{1,4}}{_CPU}",
        "nsupported",
        "nknown",
        "nrecogni",
        "nvalid",
    ),
    Signature(
        rf"(?i:architecture|platform|arch) ['\"]?{_CPU}['\"]? "
        r"(?:is )?(?:not supported|unsupported)",
        "not supported",
        "unsupported",
    ),
    Signature(
        rf"(?:no|No) (?:prebuilt |pre-built )?(?:binary|binaries|release|build)s? (?:\w+ ){{0,3}}"
        rf"(?:available )?(?:for|found for) {_CPU}",
        "for ",
    ),
    Signature(
        r"npm (?:ERR!|error) notsup .*?wanted \{.*?\} ?\(current: \{.*?\"(?:arch|cpu)\":\"(?P<cpu>"
        r"\w+)\"",
        "notsup",
    ),
)
_SURVIVED: Final = ("WARN", "SKIPPING", "warning", "warn ")


def _check(case: Case) -> Told | None:
    end = case.log.tail(15)
    hits = [
        hit
        for line in _LINES
        for hit in line.hits(end)
        if not any(word in hit.line for word in _SURVIVED)
    ]
    if not hits:
        return None
    cpu = hits[-1]["cpu"]
    return Told(
        cause=f"What the step installs has nothing for {cpu}.",
        because=proofs(hits),
        advice=f"Take a version that supports {cpu}, build it from source, or build the image for "
        "the platform that it supports (`--platform linux/amd64`).",
        commands=("uname -m", "cat /etc/os-release"),
        confidence=0.85,
    )


RULE = Rule(
    code="BB276",
    name="cpu-unsupported",
    title="Nothing to install for this processor",
    category=Category.PLATFORM,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The program or its installer is published for some processors only, and not for "
        "the one that is built for.",
        instruction="RUN curl -fsSL https://get.depot.example | sh",
        example="Error: Unsupported architecture: aarch64",
        fix="Another version, another platform, or a build from source.",
    ),
)
