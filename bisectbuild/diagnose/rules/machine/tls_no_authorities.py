"""The image has no file of certificate authorities at all, or the one that is named is missing."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.machine.telling import telling
from bisectbuild.diagnose.signature import Signature

_LINES: Final = (
    Signature(
        r"(?:curl: \(77\)|error setting certificate (?:verify locations|file)[^/\n]*"
        r"(?P<file>/\S+)?)",
        "curl: (77)",
        "error setting certificate",
    ),
    Signature(r"Problem with the SSL CA cert", "SSL CA cert"),
    Signature(r"x509: failed to load system roots and no roots provided", "system roots"),
    Signature(
        r"invalid path: (?P<file>/\S+)|Could not find a suitable TLS CA certificate bundle,",
        "TLS CA certificate bundle",
    ),
    Signature(r"verification failed\.? CAfile: none", "CAfile: none"),
    Signature(r"TLS: handshake failed \(missing CA", "missing CA"),
    Signature(r"no native root CA certificates found", "native root CA"),
    Signature(r"trustAnchors parameter must be non-empty", "trustAnchors"),
    Signature(r"Warning: Ignoring extra certs from `(?P<file>[^`]+)`, load failed", "extra certs"),
)


def _check(case: Case) -> Told | None:
    hits = telling(case, _LINES)
    if not hits or all("Ignoring extra certs" in hit.line for hit in hits):
        return None
    file = next((hit.match.groupdict().get("file") or "" for hit in reversed(hits)), "")
    what = f"the file {file.strip(',')}" if file else "any certificate authorities"
    return Told(
        cause=f"The image does not have {what} to check servers' certificates with.",
        because=proofs(hits),
        advice="Install ca-certificates before this step: `apt-get update && apt-get install -y "
        "ca-certificates`, `apk add ca-certificates`, or `dnf install -y ca-certificates`. A "
        "variable such as SSL_CERT_FILE, CURL_CA_BUNDLE or REQUESTS_CA_BUNDLE must name a file "
        "of the image, not of the host.",
        commands=("ls -l /etc/ssl/certs | head", "env | grep -iE 'cert|ca_bundle|cafile'"),
        confidence=0.93,
    )


RULE = Rule(
    code="BB212",
    name="tls-no-authorities",
    title="The image has no certificate authorities",
    category=Category.TLS,
    rank=Rank.ENVIRONMENT,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="To check a server's certificate a program needs a file of authorities. Small "
        "images do not have the package that brings it.",
        instruction="RUN git clone https://git.example/otter/depot.git",
        example="Cloning into 'depot'...\n"
        "fatal: unable to access 'https://git.example/otter/depot.git/': server certificate "
        "verification failed. CAfile: none CRLfile: none",
        fix="Install ca-certificates.",
        exit_code=128,
    ),
)
