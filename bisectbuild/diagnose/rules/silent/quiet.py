"""Whether a step ended without saying why."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.rule import Proof

_TELLING: Final = re.compile(
    r"errors?\b|\bfatal\b|\bfail(?:ed|ure|s)?\b|\bcan(?:no|')t\b|\bcould ?n[o']t\b|\bdenied\b"
    r"|\bnot\b|\bno such\b|\bunable\b|\binvalid\b|\bmissing\b|exception\b|\btraceback\b|\bpanic\b"
    r"|\bbut\b|\babort(?:ed)?\b|\bkilled\b|\bunknown\b|\bunrecogni[sz]ed\b|\busage:|\bmust\b"
    r"|\bundefined\b|\brefus(?:ed|ing)\b|\billegal\b|\bunexpected\b|\bE: |ERR!|\brequire[sd]?\b"
    r"|n't\b|\bcore dumped\b|\bsyntax\b|\bunsupported\b|\b40[34]\b|\btimed out\b|\bmismatch\b"
    r"|\*\*\*"
    # A tool that speaks in its own name.
    r"|^[a-z][\w./-]{1,30}(?:\[\d+\])?: ",
    re.IGNORECASE,
)
_TRACED: Final = re.compile(r"^\++ ")
# Lines of a program that goes on, however they are worded.
_HARMLESS: Final = re.compile(
    r"^(?:WARNING|warning|W: |debconf: |Get:|Hit:|Ign:|Setting up |Selecting |Unpacking "
    r"|Processing |fetch |\(\d+/\d+\) |Preparing |Collecting |Downloading |OK: |Fetched |Executing "
    r"|Need to get |make\[?\d*\]?: (?:Entering|Leaving) |npm notice|invoke-rc\.d"
    r"|update-alternatives: |wget: (?:note: |SSL/TLS certificate is not being))"
)
_FEW: Final = 2
_LOOKED_AT: Final = 15


def quiet(case: Case) -> bool:
    """Tell whether a RUN returned an error and its last lines say nothing of one."""
    if case.keyword not in {"RUN", "ONBUILD"} or case.exit_code in {None, 0}:
        return False
    return not any(tells(line) for line in case.log.lines[-_LOOKED_AT:])


def said_little(case: Case) -> bool:
    """Tell whether hardly anything else stands in the log, so that no other command ran long."""
    spoken = [line for line in case.log.lines if line.strip() and not _TRACED.match(line)]
    return len(spoken) <= _FEW


def evidence(case: Case, command: str) -> tuple[Proof, ...]:
    """Give the command, its exit code and the last line before it as evidence."""
    shown = [Proof(text=f"{command[:200]} (exit code {case.exit_code})")]
    for line, number in zip(reversed(case.log.lines), reversed(case.log.numbers), strict=True):
        if line.strip():
            shown.append(Proof(text=line.strip(), line=number))
            break
    return tuple(shown)


def tells(line: str) -> bool:
    """Tell whether a line speaks of a failure."""
    if _TRACED.match(line) or _HARMLESS.match(line):
        return False
    return _TELLING.search(line) is not None
