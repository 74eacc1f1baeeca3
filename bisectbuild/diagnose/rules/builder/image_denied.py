"""The registry denies the pull: no such repository, or no right to it."""

from __future__ import annotations

import re

from bisectbuild.builder import FailureKind
from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.moved_images import moved_to
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import images, stage_names
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LEGACY = Signature(r"pull access denied for (?P<name>[^\s,]+)")
_METADATA = Signature(r"failed to resolve source metadata for (?P<name>\S+): pull access denied")
_BUILDKIT = Signature(
    r"(?:(?P<name>[\w./:@-]+): )?pull access denied, repository does not exist",
    "pull access denied",
)
_OLD = Signature(r"repository (?P<name>\S+) not found: does not exist or no pull access")
_PODMAN = Signature(
    r"(?P<name>[\w./:@-]+): Requesting bear?er token: invalid status code from registry 40[13]"
    r"|reading manifest \S+ in (?P<other>\S+): (?:denied|requested access to the resource)",
    "Requesting",
    "reading manifest",
)
_NEAR = re.compile(r"\(did you mean (\S+?)\?\)")


def _check(case: Case) -> Told | None:
    heard = hear(case, _LEGACY, _METADATA, _BUILDKIT, _OLD, _PODMAN)
    if not heard or case.kind is FailureKind.EXPORT or case.exit_code is not None:
        return None
    name = images.short(heard["name"] or heard["other"]) or images.base_of(case)
    if stage_names.meant(case, name):
        return None
    host = images.registry_of(name)
    return Told(
        cause=f"{images.spoken(host)} denies `{name}`: {_why(case)}.",
        because=heard.because,
        advice=_advice(case, name, host, heard.match.string),
        confidence=0.9,
    )


def _why(case: Case) -> str:
    if case.facts.login is True:
        return "there is no such repository, or the stored login has no right to it"
    if case.facts.login is False:
        return "there is no such repository, or it is private, and no login is stored"
    return "there is no such repository, or it wants a login"


def _advice(case: Case, name: str, host: str, text: str) -> str:
    if near := _NEAR.search(text):
        return f"Write `{near[1]}`, if that is meant."
    if new := moved_to(name):
        return f"Take {new}: the image moved there."
    login = "docker login" if host == "docker.io" else f"docker login {host}"
    return (
        f"Check the spelling; if the image is private, run `{login}` first. One built on this "
        "machine is not seen by a builder of its own (docker-container): push it, or use the "
        f"engine's builder.{images.from_variables(case)}"
    )


RULE = Rule(
    code="BB121",
    name="image-denied",
    title="The registry denies the image: it does not exist, or wants a login",
    category=Category.REGISTRY_AUTH,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "A registry says the same of a repository that does not exist and of one that you "
            "may not see, so that nobody can find out which are there."
        ),
        instruction="FROM annsgarden/gardener:2",
        example=(
            "annsgarden/gardener:2: pull access denied, repository does not exist or may require "
            "authorization: server message: insufficient_scope: authorization failed"
        ),
        fix="Correct the name, or log in to the registry.",
        exit_code=None,
    ),
)
