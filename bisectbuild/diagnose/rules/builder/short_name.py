"""podman and buildah are given a name without a registry, and know none to ask."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_ALIAS = Signature(
    r'short-name "(?P<name>[^"\n]+)" did not resolve to an alias and no unqualified-search'
)
_PROMPT = Signature(
    r"short-name resolution enforced but cannot prompt without a TTY"
    r"|insufficient_scope[^\n]*short-name"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _ALIAS, _PROMPT)
    if not heard or case.exit_code is not None:
        return None
    named = f"`{heard['name']}`" if heard["name"] else "The image's name"
    return Told(
        cause=f"{named} names no registry, and podman is not told which one to ask.",
        because=heard.because,
        advice=(
            "Write the whole name, registry first (`FROM docker.io/library/NAME`), or set "
            "unqualified-search-registries in /etc/containers/registries.conf."
        ),
        confidence=0.97,
    )


RULE = Rule(
    code="BB157",
    name="short-name",
    title="An image's name has no registry, and podman asks none",
    category=Category.FROM_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "Docker takes a name without a host for one of Docker Hub. podman and buildah look "
            "it up in their configuration, and refuse where that says nothing."
        ),
        instruction="FROM gardener:2",
        example=(
            'creating build container: short-name "gardener:2" did not resolve to an alias and no '
            "unqualified-search registries are defined"
        ),
        fix="Write the name with its registry.",
        exit_code=None,
    ),
)
