"""A server cannot answer now (429, 5xx): the same build may work later."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.command.http_status import refusal

_LATER = frozenset({408, 425, 429})
_SERVER = 500


def _check(case: Case) -> Told | None:
    found = refusal(case)
    if found is None or (found.status not in _LATER and found.status < _SERVER):
        return None
    busy = found.status in _LATER
    why = "says that it was asked too often" if busy else "has a fault of its own"
    return Told(
        cause=f"The server of {found.what} {why} (status {found.status}).",
        because=found.proofs,
        advice=(
            "Build again later; give the download some tries of its own "
            "(`curl --retry 5 --retry-all-errors`, `wget --tries=5`) and, where the server limits "
            "calls without a login, a token by a secret mount."
        ),
        commands=(f"curl -sIL {found.url}",) if "$" not in found.url and found.url else (),
        confidence=found.confidence,
    )


RULE = Rule(
    code="BB672",
    name="http-later",
    title="A server cannot serve a download now",
    category=Category.DOWNLOAD_HTTP,
    rank=Rank.SPECIFIC,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="The server answered 429 (too many requests) or a 5xx code (its own fault).",
        instruction="RUN curl -fsSLO https://files.example/depot.tar.gz",
        example="curl: (22) The requested URL returned error: 503",
        fix="Try again later, and let curl or wget retry by themselves.",
        exit_code=22,
    ),
)
