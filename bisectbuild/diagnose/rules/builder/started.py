"""Why the process of a step could not be started, as the runtime says it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bisectbuild.builder import FailureKind
from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.rule import Proof, proofs
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_RUNTIME: Final = (
    Signature(r'exec: \\?"(?P<name>[^"\\]+)\\?": (?P<why>[^\n"]+)'),
    Signature(r"executable file [`'](?P<name>[^'`\n]+)' (?P<why>not found in \$PATH)"),
)
# Of the step's first program, from its own output: the shell that the runtime put there.
_LOG: Final = Signature(
    r"^exec (?P<name>/\S+|[\w./-]+): (?P<why>no such file or directory|exec format error"
    r"|permission denied)\s*$"
    r"|^(?:runc|crun) run failed: .*?exec: \"(?P<run>[^\"\n]+)\": (?P<failed>[^\n]+)"
    r"|^standard_init_linux\.go:\d+: exec user process caused:? \"?(?P<old>[^\"\n]+)\"?",
    "exec ",
    "exec: ",
)
SHELLS: Final = frozenset({"sh", "bash", "ash", "dash", "zsh", "cmd", "powershell", "pwsh"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NotStarted:
    """The program that did not start ("" where it is not named), why, and the evidence."""

    name: str
    why: str
    because: tuple[Proof, ...]

    @property
    def is_shell(self) -> bool:
        """Whether it is a shell, which a RUN in shell form needs."""
        return self.name.rpartition("/")[2] in SHELLS


def not_started(case: Case) -> NotStarted | None:
    """Give the program that the runtime could not start, from the message, else from the log."""
    if case.kind is FailureKind.STEP and (heard := hear(case, *_RUNTIME)):
        return NotStarted(name=heard["name"], why=heard["why"], because=heard.because)
    hit = _LOG.last(case.log)
    if hit is None:
        return None
    why = hit["why"] or hit["failed"] or hit["old"]
    return NotStarted(name=hit["name"] or hit["run"], why=why, because=proofs((hit,)))


def exec_form(case: Case) -> bool:
    """Tell whether a RUN is written as a JSON list."""
    return bool(re.match(r"(?i)RUN\s+(?:--\S+\s+)*\[", case.source))
