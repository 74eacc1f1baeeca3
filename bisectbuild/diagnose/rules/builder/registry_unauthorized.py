"""The registry wants credentials, or those given are wrong or old."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.builder import FailureKind
from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import images
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINES = (
    Signature(r"no basic auth credentials"),
    Signature(r"unauthorized: (?P<why>authentication required|[^\n]{0,80})"),
    Signature(r"unexpected status[^\n]*?: (?:401 Unauthorized|403 Forbidden)"),
    Signature(r"(?:failed to authorize|failed to fetch \w+ token)[^\n]*?(?:\b40[13]\b|denied)"),
    Signature(r"incorrect username or password|error parsing HTTP 40[13] response body"),
    Signature(
        r"https?://\S+\"?: (?:unknown: )?(?:Forbidden|Unauthorized|Authentication is required)"
    ),
    Signature(r"^(?:[^\s:]+: )?denied: (?P<why>[^\n]{0,80})"),
)
_LOGIN: Final = {
    True: "the stored ones are wrong or old",
    False: "none are stored",
    None: "none or wrong ones were given",
}
_ECR: Final = re.compile(r"\.dkr\.ecr\.([\w-]+)\.amazonaws\.")


def _check(case: Case) -> Told | None:
    heard = hear(case, *_LINES)
    if not heard or case.kind is FailureKind.EXPORT or case.exit_code is not None:
        return None
    text = heard.match.string
    if "pull access denied" in text or "failed to push" in text or "toomanyrequests" in text:
        return None
    base = images.named_in(text) or images.base_of(case)
    host = images.registry_of(images.short(base)) if base and "$" not in base else ""
    host = host if "." in host and host != "docker.io" else images.host_in(text)
    who = images.spoken(host) or "The registry"
    return Told(
        cause=f"{who} wants credentials for {_named(base)}, and {_LOGIN[case.facts.login]}.",
        because=heard.because,
        advice=_advice(host),
        confidence=0.9,
    )


def _named(base: str) -> str:
    return f"`{base}`" if base else "the base image"


def _advice(host: str) -> str:
    if ecr := _ECR.search(host):
        return (
            f"Run `aws ecr get-login-password --region {ecr[1]}` into `docker login {host}`: "
            "such a login lasts twelve hours."
        )
    if "gcr.io" in host or "pkg.dev" in host:
        return f"Run `gcloud auth configure-docker {host}`."
    login = f"docker login {host}".strip()
    return f"Run `{login}`; a login made as root or in another CI job does not count."


RULE = Rule(
    code="BB122",
    name="registry-unauthorized",
    title="The registry wants credentials",
    category=Category.REGISTRY_AUTH,
    rank=Rank.SPECIFIC,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning=(
            "The image is private. No login for its registry is stored for the user that runs "
            "docker, or it is wrong or no longer valid."
        ),
        instruction="FROM registry.garden.example/gardener:2",
        example=(
            "registry.garden.example/gardener:2: failed to authorize: failed to fetch oauth "
            "token: unexpected status: 401 Unauthorized"
        ),
        fix="Log in to that registry as the user that builds.",
        exit_code=None,
    ),
)
