"""A file of apt's sources or settings cannot be read."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import ERROR
from bisectbuild.diagnose.signature import Signature

_LINE: Final = Signature(
    ERROR + r"(?:Malformed (?:entry|line|stanza) (?P<number>\d+) in (?:list|source(?:s)?) "
    r"(?:file )?(?P<file>\S+)(?P<why> \([^)]*\))?"
    r"|Type '(?P<type>[^']*)' is not known on (?:line|stanza) \d+ in source list (?P<list>\S+)"
    r"|Conflicting values set for option (?P<option>\S+) regarding source (?P<url>\S+ \S+)"
    r"|The list of sources could not be read"
    r"|Syntax error (?P<conf>/etc/apt/\S+?):\d+)",
    "E: ", "Error: ",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log.tail(20)))
    if not hits:
        return None
    first = hits[0]
    if first["option"]:
        cause = f"Two sources of {first['url']} set {first['option']} differently."
        advice = "Keep one of the files in /etc/apt/sources.list.d that name this repository."
    else:
        file = first["file"] or first["list"] or first["conf"] or "the list of sources"
        line = f", line {first['number']}" if first["number"] else ""
        what = f" (the type '{first['type']}')" if first["type"] else first["why"]
        cause = f"apt cannot read {file}{line}{what}."
        advice = (
            "Look at what the file holds: a variable in it may be empty (`$(lsb_release -cs)` "
            "where lsb_release is missing), an error page may have been downloaded in place of a "
            "list, or the line breaks are wrong. A line reads `deb URL SUITE COMPONENT`."
        )
    return Told(
        cause=cause,
        because=proofs(hits),
        advice=advice,
        commands=("head -50 /etc/apt/sources.list /etc/apt/sources.list.d/*",),
        confidence=0.95,
    )


RULE = Rule(
    code="BB385",
    name="apt-sources-unreadable",
    title="apt cannot read its sources",
    category=Category.APP_CONFIG,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A line in /etc/apt/sources.list or below /etc/apt/sources.list.d is not in the "
        "form that apt reads.",
        instruction="RUN echo deb https://apt.depot.example/ main > "
        "/etc/apt/sources.list.d/depot.list && apt-get update",
        example="E: Malformed entry 1 in list file /etc/apt/sources.list.d/depot.list (Component)\n"
        "E: The list of sources could not be read.",
        fix="Correct the line.",
        exit_code=100,
    ),
)
