"""A download does not exist at its URL (404, 410)."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.command.http_status import refusal
from bisectbuild.diagnose.signature import Signature

_GONE = frozenset({404, 410})
# Where the value of a variable is missing in a URL.
_HOLE = Signature(r"(?<!:)//|[-_]\.(?:tar|tgz|zip|deb|rpm|jar|gz|xz)|/v/|[-_][-_]|=(?:&|$)")


def _check(case: Case) -> Told | None:
    found = refusal(case)
    if found is None or found.status not in _GONE:
        return None
    return Told(
        cause=f"The server does not have {found.what} (status {found.status}).",
        because=found.proofs,
        advice=_advice(case, found.url),
        commands=(f"curl -sIL {found.url}",) if "$" not in found.url and found.url else ("env",),
        confidence=found.confidence,
    )


def _advice(case: Case, url: str) -> str:
    if "$" in case.source and _HOLE.within(url):
        return (
            "A variable in the URL seems to be empty: declare its ARG in this stage (one before "
            "FROM is not known after it), or see why the command that fills it found nothing."
        )
    if "/releases/" in url or "/releases/" in case.source:
        return (
            "Look at the project's releases: the version or the asset's name (system, CPU, `v` "
            "before the number) differs; see that each variable in the URL has a value."
        )
    variables = " See that each variable in it has a value." if "$" in case.source else ""
    return (
        "Correct the URL or the version in it: mirrors keep the newest releases alone and move "
        f"older ones to an archive.{variables}"
    )


RULE = Rule(
    code="BB670",
    name="http-gone",
    title="A download does not exist at its URL",
    category=Category.DOWNLOAD_HTTP,
    rank=Rank.SPECIFIC,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="The server answered 404: the file was moved or removed, or the URL is wrong.",
        instruction="RUN curl -fsSLO https://files.example/depot-1.2.tar.gz",
        example="curl: (22) The requested URL returned error: 404",
        fix="Correct the URL or the version; keep a copy of files that a build depends on.",
        exit_code=22,
    ),
)
