"""A repository of a JVM build refused or broke off a transfer."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.c_log import short
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,2000}?(?:[Cc]ould not transfer artifact (?P<artifact>\S+) from/to "
    r"(?P<repo>[^\s(]+ ?\([^)\n]+\)): (?P<reason>[^\n]+)"
    r"|Could not (?:GET|HEAD) '(?P<url>[^'\n]+)'\.(?P<said> Received status code [^\n]+)?"
    r"|(?P<coursier>https?://\S+): download error: (?P<thrown>[^\n]+)"
    r"|SERVER ERROR: (?P<ivy>HTTPS Required) url=(?P<ivy_url>\S+))",
    "ould not transfer artifact", "Could not GET", "Could not HEAD", "HTTPS Required",
    "download error: ",
)  # fmt: skip
_LOGIN: Final = re.compile(r"\b(?:401|403|407)\b|[Uu]nauthorized|[Ff]orbidden|not authorized")
_HTTPS: Final = re.compile(r"501|HTTPS Required")
_TLS: Final = re.compile(r"PKIX|SSL|handshake|protocol_version|certificate|peer not authenticated")
_GONE: Final = re.compile(r"jcenter|\bbintray\b")
_MISSING: Final = re.compile(r"\b404\b")


def _check(case: Case) -> Told | None:
    hits = [hit for hit in _LINE.hits(case.log) if "[WARN" not in hit.line]
    hit = hits[-1] if hits else None
    if hit is None or "http-blocker" in hit.line:
        return None
    reason = short(
        (hit["reason"] or hit["said"] or hit["thrown"] or hit["ivy"])
        .split(" -> [")[0]
        .split(" and 'parent.")[0],
        120,
    )
    what = hit["artifact"] or hit["url"] or hit["coursier"] or hit["ivy_url"]
    advice, category, fault = _meaning(reason, hit.line)
    # Maven gives the repository's name and address.
    place = f" from {hit['repo']}" if hit["repo"] else ""
    return Told(
        cause=f"{what} could not be fetched{place}" + (f": {reason}." if reason else "."),
        because=proofs((hit,)),
        advice=advice,
        commands=(
            "cat ~/.m2/settings.xml",
            "env | grep -i proxy",
            f"curl -sSI {hit['url'] or hit['ivy_url']}".strip(),
        ),
        confidence=0.8,
        category=category,
        fault=fault,
    )


def _meaning(reason: str, line: str) -> tuple[str, Category, Fault]:
    if _GONE.search(line):
        return (
            (
                "JCenter and Bintray are switched off: name `mavenCentral()` (or the project's own "
                "repository) in the build file, and raise what is not there."
            ),
            Category.PKG_NOT_FOUND,
            Fault.PROJECT,
        )
    if _HTTPS.search(reason):
        return (
            (
                "The repository takes HTTPS alone: name it with `https://`, or take a newer Maven, "
                "Gradle or sbt."
            ),
            Category.DOWNLOAD_HTTP,
            Fault.PROJECT,
        )
    if _LOGIN.search(reason):
        return (
            (
                "Give the repository's login as a secret (`RUN --mount=type=secret,…` with a "
                "settings.xml or gradle.properties), never in the image."
            ),
            Category.REGISTRY_AUTH,
            Fault.DOCKERFILE,
        )
    if _TLS.search(reason):
        return (
            (
                "The image's Java does not trust the server, or is too old for its TLS: take a "
                "newer JDK image (or its ca-certificates), and give a company's CA to the trust "
                "store."
            ),
            Category.TLS,
            Fault.DOCKERFILE,
        )
    if _MISSING.search(reason):
        return ("Name a version or repository that exists.", Category.PKG_NOT_FOUND, Fault.PROJECT)
    return (
        (
            "Try again; if it stays, see the network and proxy of the build (MAVEN_OPTS, "
            "settings.xml, systemProp.https.proxyHost)."
        ),
        Category.NETWORK,
        Fault.WORLD,
    )


RULE = Rule(
    code="BB547",
    name="jvm-transfer",
    title="A library of a JVM build could not be fetched",
    category=Category.NETWORK,
    rank=Rank.SPECIFIC,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="The repository was asked, and answered with an error or broke off.",
        instruction="RUN mvn package",
        example=(
            "[ERROR] Could not transfer artifact example:kelp:jar:1.0 from/to team "
            "(https://repo.example/team): status code: 401, reason phrase: Unauthorized (401)"
        ),
        fix="Give the login as a secret, use HTTPS, or try again.",
    ),
)
