"""A server refuses a download (401, 403 and other codes of the 400s)."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.command.http_status import refusal

_OTHERS = frozenset({404, 407, 408, 410, 425, 429})
_SERVER = 500
_DENIED = {
    401: "It wants a login: pass a token by `RUN --mount=type=secret`, not by ARG.",
    403: (
        "The file needs a login, the server refuses this program or place (try "
        "`curl -A Mozilla/5.0`), or a rate limit for calls without a token was met; a bucket "
        "answers 403 for a file that is not there, too."
    ),
}


def _check(case: Case) -> Told | None:
    found = refusal(case)
    if found is None or found.status in _OTHERS or found.status >= _SERVER:
        return None
    return Told(
        cause=f"The server refused {found.what} (status {found.status}).",
        because=found.proofs,
        advice=_DENIED.get(
            found.status,
            "Look at the URL and the headers that are sent: an empty variable often makes such.",
        ),
        commands=(f"curl -sIL {found.url}",) if "$" not in found.url and found.url else ("env",),
        confidence=found.confidence,
    )


RULE = Rule(
    code="BB671",
    name="http-denied",
    title="A server refuses a download",
    category=Category.DOWNLOAD_HTTP,
    rank=Rank.SPECIFIC,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="The server answered 401, 403 or another code that says that you may not have it.",
        instruction="RUN wget https://files.example/private/depot.zip",
        example="2026-02-03 09:10:11 ERROR 403: Forbidden.",
        fix="Pass a token by a secret mount, or ask for a URL that is open to all.",
        exit_code=8,
    ),
)
