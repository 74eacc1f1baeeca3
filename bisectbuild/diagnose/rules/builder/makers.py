"""Which RUN of another stage failed in silence: it printed an error, and yet ended well."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case, Maker
from bisectbuild.diagnose.rule import Proof

_TROUBLE: Final = re.compile(
    r"^(?:\S+: )?(?:\[?(?:error|fatal|ERR!)\b|.*\b(?:failed|not found|cannot|could not|No such file"
    r"|permission denied|Traceback)\b)",
    re.IGNORECASE,
)
# What hides the exit code of the command before it.
_HIDES: Final = re.compile(r"\|\|\s*(?:true\b|:|echo\b|exit 0)|;\s*(?:true|exit 0)\s*$|\|\s*tee\b")
_HARMLESS: Final = re.compile(r"\b0 (?:errors?|failed)\b|debconf: |^WARN", re.IGNORECASE)


def silent_maker(case: Case) -> tuple[Maker, Proof] | None:
    """Give the last step of the stage that printed an error, and its first line that says so."""
    for maker in reversed(case.makers):
        for line in maker.log.lines:
            if _TROUBLE.search(line) and not _HARMLESS.search(line):
                return maker, Proof(text=line.strip())
    return None


def hiding_maker(case: Case) -> Maker | None:
    """Give the last step of the stage whose text throws an exit code away."""
    return next((m for m in reversed(case.makers) if _HIDES.search(m.instruction.value)), None)
