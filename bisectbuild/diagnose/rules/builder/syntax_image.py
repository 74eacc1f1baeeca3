"""The frontend that `# syntax=` names cannot be loaded."""

from __future__ import annotations

import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_METADATA = Signature(
    r"failed to resolve source metadata for (?P<name>\S*docker/dockerfile\S*): (?P<why>[^\n]+)"
)
_NAMED = Signature(r"(?P<name>[\w./-]*docker/dockerfile\S*): (?P<why>not found|pull access denied)")
_STEP = re.compile(r"resolve image config for (?:docker-image://)?(?P<name>\S+)")


def _check(case: Case) -> Told | None:
    heard = hear(case, _METADATA, _NAMED)
    step = _STEP.search(case.source)
    if step and not heard:
        heard = hear(case, Signature(r"(?P<why>[^\n]+)"))
    if not heard or case.exit_code is not None:
        return None
    name = heard["name"] or (step["name"] if step else "")
    gone = "not found" in heard["why"] or "denied" in heard["why"]
    return Told(
        cause=f"The first line asks for the frontend `{name}`, which could not be loaded.",
        because=heard.because,
        advice=(
            "Correct the `# syntax=` line to `docker/dockerfile:1`, or take it out: newer builders "
            "have a frontend of their own."
            if gone
            else "Make the registry reachable, or take the `# syntax=` line out."
        ),
        confidence=0.9,
        category=None if gone else Category.REGISTRY_TRANSIENT,
        fault=None if gone else Fault.MACHINE,
    )


RULE = Rule(
    code="BB135",
    name="syntax-image",
    title="The frontend of the `# syntax=` line cannot be loaded",
    category=Category.FRONTEND_FEATURE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "`# syntax=image` makes BuildKit load its parser from an image, before anything "
            "else. That needs the registry even where all base images are at hand."
        ),
        instruction="",
        example=(
            "failed to resolve source metadata for docker.io/docker/dockerfile:9.9: "
            "docker.io/docker/dockerfile:9.9: not found"
        ),
        fix="Correct the line, or take it out.",
        exit_code=None,
    ),
)
