"""curl saved nothing or a few bytes, and what should use the file failed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.address import address, fetch_failed
from bisectbuild.diagnose.signature import Signature

_NOTHING = Signature(
    r"^ *0 +0 +0 +0 +0 +0 +0 +0 --:--:-- (?:--:--:--|\d:\d\d:\d\d) --:--:-- +0$", "--:--:--"
)
_PROGRESS = Signature(r"^ *\d+ +[\d.]+[kMG]? +\d+ .*(?:--|\d\d):(?:--|\d\d)", "--:--:--")
_FOLLOWS = Signature(r"curl\s+(?:\S+\s+)*?(?:-\w*L|--location)")
_LAST = 14


def _check(case: Case) -> Told | None:
    log = case.log.tail(_LAST)
    hit = _NOTHING.last(log)
    last = _PROGRESS.last(log)
    if hit is None or last is None or last.number != hit.number:
        return None
    if fetch_failed(case) or "curl" not in case.source:
        return None
    url = address(case, hit)
    why = "the server sent nothing" if _FOLLOWS.within(case.source) else "it follows no redirect"
    return Told(
        cause=f"curl saved nothing from {url or 'its URL'}: {why}.",
        because=proofs((hit,)),
        advice="Write `curl -fsSL`, which follows redirects and stops on errors.",
        commands=(f"curl -sI {url}",) if url and "$" not in url else (),
        confidence=0.82,
    )


RULE = Rule(
    code="BB675",
    name="download-empty",
    title="A download saved nothing",
    category=Category.DOWNLOAD_HTTP,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "The server sent a redirect with no text, which curl without `-L` takes for the file "
            "itself; what should use the file fails then."
        ),
        instruction="RUN curl -o /tmp/i.sh https://get.depot.example/i.sh && sh /tmp/i.sh && depot",
        example=(
            "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"
            "                                 Dload  Upload   Total   Spent    Left  Speed\n"
            "  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0\n"
            "/bin/sh: 1: depot: not found"
        ),
        fix="Write `curl -fsSL`.",
        exit_code=127,
    ),
)
