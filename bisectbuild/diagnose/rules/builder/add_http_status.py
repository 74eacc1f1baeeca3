"""The server answers the request of an ADD with an error."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_BUILDKIT = Signature(r"invalid response status (?P<code>[45]\d\d)")
_LEGACY = Signature(
    r"ADD failed: failed to GET (?P<url>\S+) with status (?P<code>[45]\d\d)(?P<words>[^:\n]*)"
)
_OLD = Signature(r"Got HTTP status code >= 400: (?P<code>[45]\d\d)")
_URL = re.compile(r"https?://[^\s\"',\]]+")
_SERVER: Final = 500
_HTTPS_REQUIRED: Final = "501"


def _check(case: Case) -> Told | None:
    heard = hear(case, _BUILDKIT, _LEGACY, _OLD)
    if not heard:
        return None
    found = _URL.search(case.source)
    url = heard["url"] or (found[0] if found else "the URL")
    code = heard["code"]
    world = int(code) >= _SERVER and code != _HTTPS_REQUIRED
    return Told(
        cause=f"The server answers {code} to the ADD of {url}.",
        because=heard.because,
        advice=_advice(code, url),
        confidence=0.95,
        fault=Fault.WORLD if world else None,
    )


def _advice(code: str, url: str) -> str:
    if code == _HTTPS_REQUIRED or (url.startswith("http://") and code == "403"):
        return "Write https:// in place of http://, and see whether the URL opens in a browser."
    if int(code) >= _SERVER:
        return "Try again: the server is in trouble."
    if code in {"401", "403"}:
        return "Fetch it in a RUN with a secret mount; ADD sends no credentials."
    return "Correct the URL: the file moved, or that release does not exist."


RULE = Rule(
    code="BB116",
    name="add-http-status",
    title="ADD gets an error from the server",
    category=Category.DOWNLOAD_HTTP,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="ADD fetched a URL, and the server answered with an HTTP error.",
        instruction="ADD https://files.example/kiosk/kiosk-4.2.tar.gz /tmp/",
        example="failed to load cache key: invalid response status 404",
        fix="Open the URL yourself; correct it, or keep the file in the build context.",
        exit_code=None,
    ),
)
