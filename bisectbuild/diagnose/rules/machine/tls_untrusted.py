"""A server's certificate is not trusted: a proxy that reads along, or missing authorities."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.machine.telling import host_of, telling
from bisectbuild.diagnose.signature import Signature

_SELF: Final = "self"
_LINES: Final = (
    Signature(
        r"(?P<self>self[- ]signed certificate in certificate chain|SELF_SIGNED_CERT_IN_CHAIN)",
        "elf-signed",
        "elf signed",
        "SELF_SIGNED",
    ),
    Signature(
        r"(?P<own>self[- ]signed certificate(?! in)|DEPTH_ZERO_SELF_SIGNED_CERT)",
        "elf-signed",
        "elf signed",
        "SELF_SIGNED",
    ),
    Signature(
        r"unable to get (?:local )?issuer certificate|UNABLE_TO_GET_ISSUER_CERT"
        r"|unable to verify the first certificate|UNABLE_TO_VERIFY_LEAF_SIGNATURE"
        r"|Error: CERT_UNTRUSTED",
        "issuer cert",
        "ISSUER_CERT",
        "first certificate",
        "LEAF_SIGNATURE",
        "CERT_UNTRUSTED",
    ),
    Signature(r"x509: certificate signed by unknown authority", "unknown authority"),
    Signature(r"PKIX path building failed", "PKIX path"),
    Signature(r"server certificate verification failed", "verification failed"),
    Signature(r"invalid peer certificate: (?:UnknownIssuer|BadSignature)", "peer certificate"),
    Signature(
        r"The certificate of .(?P<host>[\w.-]+). (?:is not trusted|hasn't got a)", "certificate of"
    ),
    Signature(r"^(?:WARNING|ERROR): .*?https://(?P<host>[\w.-]+)\S*: Permission denied$", "denied"),
    Signature(r"^ERROR: cannot verify (?P<host>[\w.-]+)'s certificate, issued by", "cannot verify"),
    Signature(
        r"curl: \(60\) (?:SSL certificate problem: unable|Peer's Certificate issuer is not)",
        "curl: (60)",
    ),
    Signature(r"The certificate issuer is unknown|doesn't have a known issuer", "issuer"),
    Signature(r"TLS: server certificate not trusted", "certificate not trusted"),
    Signature(
        r"certificate verify failed(?! .*(?:expired|not yet valid|mismatch))"
        r"(?!: (?:certificate has expired|Hostname))",
        "certificate verify failed",
    ),
    Signature(r"(?:PartialChain|UntrustedRoot)\b", "PartialChain", "UntrustedRoot"),
)
_OTHER: Final = ("has expired", "not yet valid", "mismatch", "certificate is not valid for")


def _check(case: Case) -> Told | None:
    hits = tuple(hit for hit in telling(case, _LINES) if not any(w in hit.line for w in _OTHER))
    text = case.log.tail(60).text
    if not hits or "No system certificates" in text or "Issued certificate has expired" in text:
        return None
    host = host_of(case, hits)
    chain = any(hit.match.groupdict().get(_SELF) for hit in hits)
    own = any(hit.match.groupdict().get("own") for hit in hits)
    why = (
        "its chain ends in a certificate of the network's own"
        if chain
        else (
            "it is signed by itself" if own else "its issuer is not among the image's authorities"
        )
    )
    return Told(
        cause=f"The certificate of {host or 'a server'} is not trusted in the build: {why}.",
        because=proofs(hits),
        advice=_advice(chain=chain or own),
        commands=(
            (
                f"openssl s_client -connect {host or 'HOST'}:443 -servername {host or 'HOST'} "
                "</dev/null"
            ),
            "ls /etc/ssl/certs | wc -l; env | grep -iE 'proxy|cert|ca_'",
        ),
        confidence=0.9,
    )


def _advice(*, chain: bool) -> str:
    company = (
        "COPY the company's certificate to /usr/local/share/ca-certificates/NAME.crt and run "
        "`update-ca-certificates` before this step; Node wants NODE_EXTRA_CA_CERTS, pip PIP_CERT, "
        "Java its own key store."
    )
    if chain:
        return f"A proxy on the way puts its own certificate in. {company} Do not switch the "
        "check off."
    return (
        "Install ca-certificates before this step, or take a newer base image: its authorities "
        f"may be too old. Behind a company's proxy: {company}"
    )


RULE = Rule(
    code="BB211",
    name="tls-untrusted",
    title="A certificate is not trusted in the build",
    category=Category.TLS,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="The program knows none of the authorities that signed the server's certificate. "
        "A company's proxy that reads along signs with its own; old or small images lack "
        "authorities.",
        instruction="RUN pip install otter",
        example="WARNING: Retrying (Retry(total=0)) after connection broken by "
        "'SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate "
        "verify failed: self-signed certificate in certificate chain (_ssl.c:1006)'))': "
        "/simple/otter/\n"
        "ERROR: No matching distribution found for otter",
        fix="Put the missing authority into the image.",
    ),
)
