"""Words of bash are given to a plain sh (dash, BusyBox ash)."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.image import install
from bisectbuild.diagnose.rules.command.missing import Absence, missing
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?P<where>\S+?): (?:(?:line )?\d+: )?(?:\S+: )?(?:\d+: )?(?:"
    r"(?P<substitution>(?:syntax error: )?[Bb]ad substitution)"
    r"|set: (?:line \d+: )?[Ii]llegal option -o (?P<option>pipefail|errtrace)"
    r"|[Ss]yntax error: (?:(?P<paren>\"\(\" unexpected|unexpected \"\(\")"
    r"|(?P<redirection>redirection unexpected|unexpected redirection))"
    r"|let: \S+: not found|(?P<trap>trap: (?:ERR|DEBUG|SIG\w+): bad trap)"
    r"|(?P<local>local: not in a function))",
    "ad substitution", "llegal option -o", "yntax error", "bad trap",
)  # fmt: skip
_WORDS = {
    "substitution": "a ${…} form that sh does not know",
    "option": "`set -o pipefail`",
    "paren": "an array, `function f()` or `<(…)`",
    "redirection": "`<<<` or `&>`",
    "trap": "a trap that sh does not know",
    "local": "`local` outside a function",
}


def _check(case: Case) -> Told | None:
    found = missing(case, Absence.BASHISM)
    if found is not None:
        what, because, sure = f"`{found.name}`", found.proofs, found.confidence
    else:
        hit = _LINE.last(closing(case.log))
        if hit is None or (hit["paren"] and not _reads_script(hit["where"])):
            return None
        what = next((words for name, words in _WORDS.items() if hit[name]), "`let`")
        because, sure = proofs((hit,)), 0.7 if hit["substitution"] or hit["paren"] else 0.9
    return Told(
        cause=f"{what[0].upper()}{what[1:]} is bash's, and the step's /bin/sh is another shell.",
        because=because,
        advice=_advice(case, what),
        commands=("ls -l /bin/sh", "command -v bash"),
        confidence=sure,
    )


def _reads_script(where: str) -> bool:
    """Tell a shell or its script from a program that is no script at all."""
    return where.endswith("sh") or "." not in where


def _advice(case: Case, what: str) -> str:
    if what == "`source`":
        return 'Write `. FILE` for `source FILE`, or `SHELL ["/bin/bash", "-c"]` before this line.'
    if case.source.startswith("RUN sh ") or " sh " in case.source:
        return "Run the script with bash (`bash FILE`) where it was written for bash."
    first = f" (first {install(case, 'bash')})" if "alpine" in case.base else ""
    return (
        f'Write `SHELL ["/bin/bash", "-o", "pipefail", "-c"]` before this line{first}, or '
        "`#!/bin/bash` in the script's first line, or the same in the words of sh."
    )


RULE = Rule(
    code="BB650",
    name="bash-only",
    title="bash's words were given to a plain sh",
    category=Category.SHELL_SYNTAX,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "RUN uses /bin/sh, which is dash on Debian and ash on Alpine. `source`, `[[`, arrays, "
            "`pipefail` in older releases and `<<<` are bash's own."
        ),
        instruction="RUN source /opt/depot/env && depot init",
        example="/bin/sh: 1: source: not found",
        fix='Write `SHELL ["/bin/bash", "-c"]` before the RUN, or use the words of sh.',
        exit_code=127,
    ),
)
