"""An installer refuses this distribution, release or machine."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*?(?P<text>(?:[Yy]our )?(?:distribution|operating system|OS|platform|architecture|CPU)"
    r"[^.\n]{0,80} (?:is|are) (?:not (?:currently |yet |officially )?supported|unsupported).*"
    r"|[Uu]nsupported (?:platform|distribution|operating system|OS|Linux)\b.*"
    r"|(?:[Tt]his (?:script|installer|package|program)|[Ii]nstallation) (?:only supports"
    r"|does not support|is not supported|requires (?:a )?(?:Debian|Ubuntu|RHEL|CentOS|x86_64)).*"
    r"|[Uu]nable to (?:identify|detect) (?:your |the )?(?:OS|distribution|platform).*)$",
    "support", "equires", "nable to",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log, 4))
    if hit is None or "engine" in hit.line or hit.line.lower().startswith(("npm warn", "warning")):
        return None
    text = hit["text"].strip().partition(", please")[0][:160].rstrip(".")
    return Told(
        cause=f"An installer refuses this image: {text}.",
        because=proofs((hit,)),
        advice=(
            "Take a newer release of the installer, or a base image (release, CPU: `--platform`) "
            "that it knows; old addresses of installers know old releases alone."
        ),
        commands=("cat /etc/os-release", "uname -m"),
        confidence=0.75,
    )


RULE = Rule(
    code="BB773",
    name="system-refused",
    title="An installer refuses this system",
    category=Category.GUARD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The installer looks at the distribution or CPU, and does not know this one.",
        instruction="RUN curl -fsSL https://get.depot.example/setup | bash -",
        example='Your distribution, identified as "trixie", is not currently supported.',
        fix="Take the installer's newest form, or a base image that it knows.",
    ),
)
