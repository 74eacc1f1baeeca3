"""The build cache could not be fetched from, or written to, where it is kept."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_SHUT = Signature(r"(?:This )?legacy service is shutting down|cache service v1")
_SETTING = Signature(
    r"(?P<name>ACTIONS_(?:CACHE_URL|RESULTS_URL|RUNTIME_TOKEN)|url not set for github actions cache"
    r"|token not set for github actions cache)"
)
_WRITE = Signature(
    r"(?P<what>error writing (?:layer|manifest) blob|failed to (?:reserve|commit|save) cache"
    r"|failed to configure \w+ cache (?:importer|exporter)|exporting cache to [^\n]{0,60}failed"
    r"|maximum retry time of \S+ cache|failed to load cache from [^\n:]+)"
)


def _check(case: Case) -> Told | None:
    if case.exit_code is not None or case.keyword in {"RUN", "COPY", "ADD", "FROM"}:
        return None
    if heard := hear(case, _SHUT):
        cause = "The build cache is sent to a service of GitHub that no longer exists."
        advice = "Update buildx and docker/build-push-action: they use the new cache service."
    elif heard := hear(case, _SETTING):
        cause = "The cache of the kind `gha` is asked for outside a job of GitHub Actions."
        advice = (
            "Take --cache-to and --cache-from type=gha away here, or pass the job's settings on."
        )
    elif heard := hear(case, _WRITE):
        cause = f"The build cache could not be kept or fetched: {heard['what']}."
        advice = "Build again; `ignore-error=true` in --cache-to lets the build pass without it."
    else:
        return None
    return Told(cause=cause, because=heard.because, advice=advice, confidence=0.88)


RULE = Rule(
    code="BB196",
    name="cache-failed",
    title="The build cache could not be kept or fetched",
    category=Category.EXPORT_PUSH,
    rank=Rank.SPECIFIC,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning=(
            "--cache-to and --cache-from keep the build cache in a registry or a CI service. The "
            "steps themselves are not at fault."
        ),
        instruction="",
        example="error writing layer blob: failed to reserve cache: rate limited",
        fix="Build again, update buildx, or leave the cache out.",
        exit_code=None,
    ),
)
