"""A server shows a certificate of another name."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.machine.telling import host_of, telling
from bisectbuild.diagnose.signature import Signature

_LINES: Final = (
    Signature(
        r"no alternative certificate subject name matches target host ?name "
        r"'(?P<host>[^']+)'",
        "subject name matches",
    ),
    Signature(
        r"x509: certificate is (?:valid for|not valid for any names).*?(?:, not |names, but "
        r"wanted to match )(?P<host>[\w.-]+)",
        "x509: certificate is",
    ),
    Signature(
        r"Hostname/IP does not match certificate's altnames: Host: (?P<host>[\w.-]+)",
        "certificate's altnames",
    ),
    Signature(r"ERR_TLS_CERT_ALTNAME_INVALID", "ERR_TLS_CERT_ALTNAME"),
    Signature(
        r"Hostname mismatch, certificate is not valid for '(?P<host>[^']+)'", "Hostname mism"
    ),
    Signature(r"hostname '?(?P<host>[\w.-]+)'? doesn't match", "doesn't match"),
    Signature(
        r"certificate common name .* doesn't match requested host name "
        r"['\"\u2018](?P<host>[\w.-]+)",
        "requested host name",
    ),
    Signature(r"The name in the certificate does not match the expected", "does not match the exp"),
    Signature(
        r"invalid peer certificate: (?:CertNotValidForName|certificate not valid for name)",
        "peer certificate",
    ),
    Signature(r"TLS: server (?:certificate name mismatch|hostname does not match)", "TLS: server"),
    Signature(
        r"SSLPeerUnverifiedException|No (?:subject alternative|name matching) .*(?:found|"
        r"matching)",
        "SSLPeerUnverified",
        "No subject alt",
        "No name matching",
    ),
)


def _check(case: Case) -> Told | None:
    hits = telling(case, _LINES)
    if not hits:
        return None
    host = host_of(case, hits)
    return Told(
        cause=f"The server that answers for {host or 'a host'} has a certificate of another name.",
        because=proofs(hits),
        advice="The host moved, its address is misspelt, or something else answers in its place (a "
        "proxy, a login page, a wrong entry for its name). Use the address that its project names "
        "today.",
        commands=(
            f"getent hosts {host}",
            f"openssl s_client -connect {host or 'HOST'}:443 </dev/null",
        ),
        confidence=0.92,
    )


RULE = Rule(
    code="BB214",
    name="tls-wrong-name",
    title="A certificate is of another name",
    category=Category.TLS,
    rank=Rank.ENVIRONMENT,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="The certificate that the server shows is not for the name that was asked for.",
        instruction="RUN curl -fsSLO https://get.depot.example/otter.tgz",
        example="curl: (60) SSL: no alternative certificate subject name matches target host name "
        "'get.depot.example'",
        fix="Use the host's right name.",
        exit_code=60,
    ),
)
