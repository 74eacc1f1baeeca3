"""curl failed, and was told to say nothing."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.curl_codes import CURL
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.silent.calls import calls, every, sureness, unset, url_of
from bisectbuild.diagnose.rules.silent.quiet import evidence, quiet

# Codes that nearly every program returns too.
_COMMON: Final = frozenset({1, 3})


def _check(case: Case) -> Told | None:
    code = CURL.get(case.exit_code or 0)
    found = calls(case, "curl")
    if code is None or not found or not quiet(case) or "curl: (" in case.log.text:
        return None
    if (case.exit_code or 0) in _COMMON and not case.command and len(every(case)) > 1:
        return None
    others = calls(case, "wget", "bundle", "useradd", "unzip", "grep", "test", "[")
    call = found[-1]
    url = url_of(call)
    empty = unset(case, call.text)
    named = f" ({url})" if url else ""
    return Told(
        cause=f"curl says nothing, but its code {case.exit_code} does: it {code.words}{named}.",
        because=evidence(case, call.text),
        advice=(
            f"Set `{empty}`: the Dockerfile gives it no value, nor may the base image."
            if empty
            else f"{code.advice} Write `curl -fsSL`, so that it tells why."
        ),
        commands=(f"curl -fvL -o /dev/null {url or 'URL'}",),
        confidence=sureness(case, found, codes=1 + bool(others)),
        category=code.category,
        fault=Fault.WORLD if code.category in {Category.NETWORK, Category.DNS} else None,
    )


RULE = Rule(
    code="BB901",
    name="curl-quiet",
    title="curl failed and was told to say nothing",
    category=Category.DOWNLOAD_HTTP,
    rank=Rank.GENERIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "`curl -s` hides its error messages too. The exit code still tells: 6 no such host, "
            "7 no connection, 22 an HTTP error (with -f), 28 too slow, 35 and 60 TLS."
        ),
        instruction="RUN curl -sf -o /kiosk.tgz https://files.example/kiosk-9.tgz",
        example="",
        fix="Write `curl -fsSL`: -S shows errors although -s is given.",
        exit_code=22,
    ),
)
