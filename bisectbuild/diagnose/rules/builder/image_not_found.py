"""The registry knows no such tag."""

from __future__ import annotations

import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.moved_images import moved_to
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import images, stage_names
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_REFERENCE = r"(?:[\w.-]+(?::\d+)?/)+[\w.-]+(?::[\w][\w.-]*|@sha256:[0-9a-f]+)"
_BUILDKIT = Signature(rf"(?P<name>{_REFERENCE}): not found", ": not found")
_LEGACY = Signature(r"manifest for (?P<name>\S+) not found")
_PODMAN = Signature(
    r"reading manifest (?P<tag>\S+) in (?P<name>\S+): (?:manifest unknown|name unkn)"
)
_UNKNOWN = Signature(
    r"(?:(?P<name>[\w./:@-]+): )?(?:manifest unknown|no such manifest|name unknown)"
    r"|repository name not known to registry|error parsing HTTP 404 response body"
    r"|Status 404 trying to pull repository (?P<old>[^\s:]+)",
    "manifest",
    "unknown",
    "not known",
    "404",
)
_LOCAL = Signature(r"[Nn]o such image: (?P<name>[^\s:]+(?::[\w.-]+)?)")
# Images that are pushed, or hold a cache, are no base.
_NO_BASE = re.compile(r"failed to push|cache importer")
_NEAR = re.compile(r"\(did you mean (\S+?)\?\)")


def _check(case: Case) -> Told | None:
    heard = hear(case, _BUILDKIT, _LEGACY, _PODMAN, _UNKNOWN, _LOCAL)
    if not heard or case.keyword == "RUN" or _NO_BASE.search(case.message):
        return None
    name = images.short(heard["name"] or heard["old"]) or images.base_of(case)
    if heard["tag"] and ":" not in name:
        name = f"{name}:{heard['tag']}"
    if not name or stage_names.meant(case, name) or "docker/dockerfile" in name:
        return None
    return Told(
        cause=f"{images.spoken(images.registry_of(name))} has no image `{name}`.",
        because=heard.because,
        advice=_advice(case, name, heard.match.string),
        confidence=0.95,
    )


def _advice(case: Case, name: str, text: str) -> str:
    if near := _NEAR.search(text):
        return f"Write `{near[1]}`, if that is meant."
    if new := moved_to(name):
        return f"Take {new}: the image moved there."
    if name.endswith(":latest"):
        return (
            "Give a tag that the registry lists: the image has no `latest`, or is gone."
            f"{images.from_variables(case)}"
        )
    return f"Take a tag that the registry lists; old ones are removed.{images.from_variables(case)}"


RULE = Rule(
    code="BB120",
    name="image-not-found",
    title="The registry has no image of that name and tag",
    category=Category.FROM_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The registry answered, and it knows no such tag of the image.",
        instruction="FROM gardener:0.9-slim",
        example=(
            "gardener:0.9-slim: failed to resolve source metadata for "
            "docker.io/library/gardener:0.9-slim: docker.io/library/gardener:0.9-slim: not found"
        ),
        fix="Correct the name, or take a tag that the registry lists.",
        exit_code=None,
    ),
)
