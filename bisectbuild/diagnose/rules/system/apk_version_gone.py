"""A version that is pinned for apk is no longer in the repositories."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE: Final = Signature(
    r"^ +(?P<there>\S+-r\d+):\n(?:.*\n)??.*breaks: (?:world|\.[\w.-]+)\["
    r"(?P<package>[\w.+-]+)(?P<sign>[<>=~]+)(?P<version>[^\]]+)\]",
    "breaks:",
)


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log))
    if not hits or "ERROR: un" not in case.log.text:
        return None
    pins = ", ".join(
        f"{hit['package']}{hit['sign']}{hit['version']} (there is {hit['there']})" for hit in hits
    )
    package = hits[0]["package"]
    return Told(
        cause=f"The pinned version is not in Alpine's repositories: {pins}.",
        because=proofs(hits),
        advice=f"Pin what is there (`{package}~VERSION` takes any build of a version), or drop the "
        "pin: each branch of Alpine keeps the newest build alone. A pin belongs to one branch, "
        "so pin the base image's as well.",
        commands=(f"apk update && apk policy {package}", "cat /etc/alpine-release"),
        confidence=0.92,
    )


RULE = Rule(
    code="BB322",
    name="apk-version-gone",
    title="A version pinned for apk is not in the repositories",
    category=Category.PKG_VERSION_GONE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="apk was asked for one version of a package, and the branch has another: Alpine "
        "removes a build when a newer one comes.",
        instruction="RUN apk add --no-cache curl=8.0.1-r0",
        example="ERROR: unable to select packages:\n"
        "  curl-8.9.1-r2:\n    breaks: world[curl=8.0.1-r0]",
        fix="Pin what is there, or less tightly, or not at all.",
    ),
)
