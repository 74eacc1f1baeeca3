"""A package mirror refuses, or has trouble of its own."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.machine.telling import telling
from bisectbuild.diagnose.signature import Signature

_LINES: Final = (
    Signature(
        r"^(?:E: |Error: |W: |Warning: )?Failed to fetch (?P<url>\S+)\s+(?P<code>403|429|5\d\d)"
        r"\s+(?P<why>[A-Z][\w -]+?)(?:\s+\[|$)",
        "Failed to fetch",
    ),
    Signature(r"Status code: (?P<code>403|429|5\d\d) for (?P<url>\S+)", "Status code: "),
    Signature(r"^(?P<url>\S+): \[Errno 14\] HTTPS? Error (?P<code>403|429|5\d\d)", "[Errno 14]"),
    Signature(
        r"^(?:ERROR|WARNING): .*?(?P<url>https?://\S+): HTTP (?P<code>403|429|5\d\d): "
        r"(?P<why>.+)$",
        ": HTTP ",
    ),
    Signature(
        r"^error: failed retrieving file '(?P<url>[^']+)' from \S+ : The requested URL returned "
        r"error: (?P<code>403|429|5\d\d)",
        "failed retrieving",
    ),
)
_FAILED: Final = Signature(
    r"^(?:(?:E|Error): (?:Failed to fetch|Some index files|Unable to|Package|The repository)"
    r"|Error: (?:Failed to download|Error downloading)|ERROR: (?:unable to select|Not cont)"
    r"|error: failed to|Failed to download metadata|\d+ errors?[;,]|No more mirrors)",
    "rror",
    "ERROR",
    "Failed",
    "No more",
)


def _check(case: Case) -> Told | None:
    hits = tuple(hit for hit in telling(case, _LINES) if "/ppa." not in hit.line)
    if not hits or _FAILED.last(case.log.tail(25)) is None:
        return None
    last = hits[-1]
    code = last["code"]
    if code in {"403", "429"}:
        what = "refused the request" if code == "403" else "asks to come back later"
        advice = (
            "If it works outside of the build, a company's proxy refuses it: ask for the host "
            "to be allowed, or use your company's mirror. Else the mirror blocks this address or "
            "file: take another one."
        )
    else:
        what = "has trouble of its own"
        advice = "Try again in some minutes, or write another mirror in the sources."
    return Told(
        cause=f"The server of {last['url']} {what} (HTTP status {code}).",
        because=proofs(hits),
        advice=advice,
        commands=("env | grep -i proxy", f"curl -sSI {last['url']} | head"),
        confidence=0.88,
        category=Category.PROXY if "roxy" in last.line else None,
    )


RULE = Rule(
    code="BB225",
    name="mirror-error",
    title="A package mirror refuses or has trouble",
    category=Category.NETWORK,
    rank=Rank.REPOSITORY,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="The mirror answered, with a refusal (403) or an error of its own (5xx). Proxies "
        "of "
        "companies refuse in the same way.",
        instruction="RUN apt-get update",
        example="E: Failed to fetch http://mirror.example/debian/dists/bookworm/InRelease  403  "
        "Forbidden [IP: 192.0.2.1 80]\n"
        "E: The repository 'http://mirror.example/debian bookworm InRelease' is not signed.",
        fix="Try again, or use another mirror.",
        exit_code=100,
    ),
)
