"""An instruction has a flag that this builder does not know."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.dockerfile_words import on_line
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

UNKNOWN: Final = Signature(
    r"[Uu]nknown flag: -{0,2}(?P<flag>[\w-]+)(?:=\S*)?(?: \(did you mean (?P<near>[\w-]+)\?\))?"
)
# Flags that exist, for some builders and frontends.
REAL: Final = frozenset(
    {"mount", "platform", "chmod", "link", "network", "security", "parents", "exclude", "chown"}
    | {"checksum", "keep-git-dir", "device", "start-interval", "from", "unpack"}
)
_OTHER = Signature(
    r"(?P<what>[Dd]uplicate flag|[Nn]o value allowed on flag|[Mm]issing a value on flag"
    r"|[Ee]xpecting boolean value for flag): -{0,2}(?P<flag>[\w-]+)"
)


def _check(case: Case) -> Told | None:
    if case.exit_code is not None:
        return None
    if heard := hear(case, _OTHER):
        what = heard["what"].lower()
        return Told(
            cause=f"The flag `--{heard['flag']}`{on_line(case)} is not well formed: {what}.",
            because=heard.because,
            advice="Give each flag once, as `--flag=value`.",
            confidence=0.95,
        )
    heard = hear(case, UNKNOWN)
    if not heard or heard["flag"] in REAL or "--help" in case.message:
        return None
    near = heard["near"]
    return Told(
        cause=f"The instruction{on_line(case)} knows no flag `--{heard['flag']}`.",
        because=heard.because,
        advice=f"Write `--{near}`, if that is meant." if near else "Correct or remove the flag.",
        confidence=0.93,
    )


RULE = Rule(
    code="BB149",
    name="flag-unknown",
    title="An instruction has a flag that does not exist",
    category=Category.PARSE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Words with two dashes behind the keyword are flags, and this one is unknown.",
        instruction="COPY --owner=ann app /srv/app",
        example="dockerfile parse error on line 3: unknown flag: --owner (did you mean chown?)",
        fix="Correct the flag.",
        exit_code=None,
    ),
)
