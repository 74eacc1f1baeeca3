"""The image's TLS is too old for the server, or the server's too old for the image."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.machine.telling import host_of, telling
from bisectbuild.diagnose.signature import Signature

_CLIENT: Final = (
    Signature(
        r"alert protocol version|TLSV1_ALERT_PROTOCOL_VERSION",
        "alert protocol version",
        "PROTOCOL_VERSION",
    ),
    Signature(r"Received fatal alert: (?:protocol_version|handshake_failure)", "fatal alert"),
    Signature(
        r"sslv3 alert handshake failure|SSLV3_ALERT_HANDSHAKE_FAILURE",
        "handshake failure",
        "HANDSHAKE_FAILURE",
    ),
    Signature(r"tlsv1 alert internal error|inappropriate fallback", "tlsv1 alert", "fallback"),
    Signature(r"Unsupported or unrecognized SSL message", "unrecognized SSL"),
    Signature(
        r"curl: \(35\) .*(?:unknown protocol|SSL connect error|Cannot communicate securely)",
        "curl: (35)",
    ),
    Signature(
        r"wget: TLS error from peer|ssl_client: (?P<host>\S+): TLS connect failed",
        "TLS error",
        "TLS connect failed",
    ),
)
_SERVER: Final = (
    Signature(r"unsafe legacy renegotiation disabled", "legacy renegotiation"),
    Signature(
        r"dh key too small|ee key too small|ca md too weak|EE_KEY_TOO_SMALL|DH_KEY_TOO_SMALL",
        "too small",
        "too weak",
        "TOO_SMALL",
    ),
    Signature(
        r"SSL routines:\w*:(?:\w+:)?(?:unsupported protocol|no protocols available)"
        r"|UNSUPPORTED_PROTOCOL",
        "unsupported protocol",
        "no protocols",
        "UNSUPPORTED_PROTOCOL",
    ),
    Signature(
        r"tls: (?:server selected unsupported protocol version|no supported versions)", "tls: "
    ),
)


def _check(case: Case) -> Told | None:
    server, client = telling(case, _SERVER), telling(case, _CLIENT)
    hits = server or client
    if not hits:
        return None
    host = host_of(case, hits) or "a server"
    base = f" {case.base.partition('@')[0]}" if case.base else ""
    if server:
        return Told(
            cause=f"{host} speaks only a TLS that the image{base} no longer accepts.",
            because=proofs(hits),
            advice="The server (or a proxy before it) has to be renewed. Until then lower the "
            "level for this step alone: a file with `CipherString = DEFAULT@SECLEVEL=1` (and "
            "`Options = UnsafeLegacyRenegotiation`) named by OPENSSL_CONF.",
            commands=("openssl version",),
            confidence=0.85,
            fault=Fault.WORLD,
        )
    return Told(
        cause=f"The image{base} speaks only an old TLS that {host} no longer accepts.",
        because=proofs(hits),
        advice="Take a newer base image: TLS 1.2 needs OpenSSL 1.0.1, Java 8, Python 2.7.9, Node "
        "4, "
        "or Alpine 3.7 at least. In an old image download with another tool that is newer.",
        commands=("openssl version; cat /etc/os-release",),
        confidence=0.8,
    )


RULE = Rule(
    code="BB215",
    name="tls-old-protocol",
    title="The two sides speak no common TLS",
    category=Category.TLS,
    rank=Rank.ENVIRONMENT,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Servers switched TLS 1.0 and 1.1 off. Old images cannot speak what they want; new "
        "images refuse what old servers offer.",
        instruction="RUN mvn -q package",
        example="[ERROR] Could not transfer artifact otter:depot:pom:1.0 from/to central "
        "(https://repo.example/maven2): Received fatal alert: protocol_version",
        fix="Take a newer base image.",
    ),
)
