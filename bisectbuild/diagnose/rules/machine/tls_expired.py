"""A certificate has expired, or the image's authorities are too old to know its successor."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.machine.telling import host_of, telling
from bisectbuild.diagnose.signature import Signature

_LINES: Final = (
    Signature(
        r"certificate has expired(?! or is not yet valid: current time \S+ is before)",
        "certificate has expired",
    ),
    Signature(r"CERT_HAS_EXPIRED|X509_V_ERR_CERT_HAS_EXPIRED", "CERT_HAS_EXPIRED"),
    Signature(r"chain uses expired certificate", "expired certificate"),
    Signature(r"Issued certificate has expired", "Issued certificate"),
    Signature(r"invalid peer certificate: Expired", "certificate: Expired"),
    Signature(r"CertificateExpiredException: NotAfter", "CertificateExpired"),
    Signature(r"Peer's Certificate has expired", "Certificate has expired"),
)


def _check(case: Case) -> Told | None:
    hits = telling(case, _LINES)
    if not hits:
        return None
    host = host_of(case, hits)
    return Told(
        cause=f"A certificate in the chain of {host or 'a server'} has expired, "
        "as the image sees it.",
        because=proofs(hits),
        advice="Look at the server with a browser: if it shows no warning, the image's authorities "
        "are too old (images from before late 2021 end in an authority that expired then). Take "
        "a newer tag of the base image, or update ca-certificates. If the browser warns too, the "
        "server's owner has to renew it.",
        commands=(
            "date",
            (
                f"openssl s_client -connect {host or 'HOST'}:443 </dev/null | "
                "openssl x509 -noout -dates"
            ),
        ),
        confidence=0.92,
    )


RULE = Rule(
    code="BB213",
    name="tls-expired",
    title="A certificate has expired",
    category=Category.TLS,
    rank=Rank.ENVIRONMENT,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="A certificate has an end. Old images know only authorities that have expired "
        "themselves, and so find good servers bad. A clock that is ahead does the same.",
        instruction="RUN wget https://depot.example/otter.tgz",
        example="ERROR: cannot verify depot.example's certificate, issued by 'CN=Otter CA':\n"
        "  Issued certificate has expired.\n"
        "To connect to depot.example insecurely, use `--no-check-certificate'.",
        fix="Take a newer base image, or wait for the server's owner.",
        exit_code=5,
    ),
)
