"""The builder does not trust the certificate of a registry or URL."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import images
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_X509 = Signature(r"x509: (?P<why>[^\n]+)")
_TLS = Signature(
    r"remote error: tls: (?P<why>[^\n]+)|tls: (?P<first>first record does not look like a TLS)"
    r"|tls: failed to verify certificate(?P<rest>[^\n]*)"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _X509, _TLS)
    if not heard or case.exit_code is not None:
        return None
    host = images.host_in(heard.match.string) or images.registry_of(images.base_of(case))
    why = heard["why"] or heard["first"] or "it cannot be verified"
    return Told(
        cause=f"The builder does not trust the certificate of {host}: {why.rstrip('.')}.",
        because=heard.because,
        advice=_advice(why, host),
        confidence=0.93,
        category=Category.CLOCK if " is before " in why else None,
    )


def _advice(why: str, host: str) -> str:
    if "unknown authority" in why or "self-signed" in why or "self signed" in why:
        return (
            f"Give the engine the authority's certificate: /etc/docker/certs.d/{host}/ca.crt; a "
            "builder of its own (docker-container) needs it in its buildkitd configuration."
        )
    if "expired or is not yet valid" in why:
        return "Compare the machine's clock with the dates; if it is right, the host must renew."
    if "not valid for any names" in why or "certificate is valid for" in why:
        return "Use the name that stands in the certificate."
    return "Look at the certificate: `openssl s_client -connect HOST:443`."


RULE = Rule(
    code="BB129",
    name="registry-certificate",
    title="The builder does not trust the registry's certificate",
    category=Category.TLS,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning=(
            "The certificate is signed by an authority that the engine does not know (a "
            "company's own, or a proxy that opens TLS), is out of date, or is for another name."
        ),
        instruction="FROM registry.garden.example/gardener:2",
        example=(
            'failed to do request: Head "https://registry.garden.example/v2/gardener/manifests/2":'
            " tls: failed to verify certificate: x509: certificate signed by unknown authority"
        ),
        fix="Install the authority's certificate for the engine, and restart it.",
        exit_code=None,
    ),
)
