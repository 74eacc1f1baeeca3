"""The registry does not let the result be pushed."""

from __future__ import annotations

import re

from bisectbuild.builder import FailureKind
from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import images
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_DENIED = Signature(
    r"(?:failed to push (?P<name>[^\s:]+(?::\d+/[^\s:]+)?(?::[\w.-]+)?)|push access denied)[^\n]*?"
    r"(?:denied|insufficient_scope|401 Unauthorized|403 Forbidden|authentication required"
    r"|no basic auth)"
)
_EXPORT = Signature(
    r"push access denied|insufficient_scope|unexpected status[^\n]*?: (?:401|403)\b"
    r"|denied: |unauthorized: |no basic auth credentials"
)
_MISSING = Signature(
    r"failed to push (?P<name>[^\s]+?): (?:name unknown|[^\n]*?repository[^\n]*?does not exist"
    r"|[^\n]*?404 Not Found)"
)
_WRITE = re.compile(r"write_package|read_package|permission_denied")


def _check(case: Case) -> Told | None:
    if case.exit_code is not None:
        return None
    missing = None if "push access denied" in case.message else hear(case, _MISSING)
    heard = missing or hear(case, _DENIED)
    if not heard and case.kind is FailureKind.EXPORT:
        heard = hear(case, _EXPORT)
    if not heard:
        return None
    text = heard.match.string
    name = images.short(heard["name"])
    host = images.registry_of(name) if name else images.host_in(text)
    shown = f"`{name}`" if name else "the image"
    if missing:
        cause = f"All steps passed, but {_host(host)} has no repository for {shown}."
        advice = "Create the repository first (ECR and others do not make it), or correct the name."
    else:
        cause = f"All steps passed, but {_host(host)} does not let you push {shown}."
        advice = _advice(text, host)
    return Told(cause=cause, because=heard.because, advice=advice, confidence=0.93)


def _host(host: str) -> str:
    return images.spoken(host) or "the registry"


def _advice(text: str, host: str) -> str:
    if _WRITE.search(text) or host == "ghcr.io":
        return "Give the job `packages: write`, and the repository access to the package."
    login = "docker login" if host in {"docker.io", ""} else f"docker login {host}"
    return f"Run `{login}` as one who may write there, and check the name in the tag."


RULE = Rule(
    code="BB190",
    name="push-denied",
    title="The registry does not let the result be pushed",
    category=Category.EXPORT_PUSH,
    rank=Rank.SPECIFIC,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning=(
            "The build is complete, and the push was refused: no login, one without the right to "
            "write, or a name that belongs to another."
        ),
        instruction="",
        example=(
            "failed to push registry.garden.example/kiosk:4: unexpected status from POST request "
            "to https://registry.garden.example/v2/kiosk/blobs/uploads/: 403 Forbidden"
        ),
        fix="Log in as one who may write to the repository, or correct the tag.",
        exit_code=None,
    ),
)
