"""The registry speaks plain HTTP."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import images
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(r"http: server gave HTTP response to HTTPS client")


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or case.exit_code is not None:
        return None
    host = images.host_in(heard.match.string) or images.registry_of(images.base_of(case))
    return Told(
        cause=f"The registry {host} speaks plain HTTP, and the builder insists on HTTPS.",
        because=heard.because,
        advice=(
            f'Add "{host}" to `insecure-registries` in the engine\'s daemon.json; a builder of its '
            "own needs `http = true` for it in its buildkitd configuration."
        ),
        confidence=0.97,
    )


RULE = Rule(
    code="BB130",
    name="registry-plain-http",
    title="The registry speaks plain HTTP",
    category=Category.TLS,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="The engine asks registries by HTTPS unless they are named as insecure.",
        instruction="FROM registry.garden.example:5000/gardener:2",
        example=(
            'failed to do request: Head "https://registry.garden.example:5000/v2/gardener/'
            'manifests/2": http: server gave HTTP response to HTTPS client'
        ),
        fix="Give the registry TLS, or name it as insecure in the engine's configuration.",
        exit_code=None,
    ),
)
