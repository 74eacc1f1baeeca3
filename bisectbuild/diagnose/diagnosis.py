"""All that was found out about one failure."""

from __future__ import annotations

from dataclasses import dataclass, field

from bisectbuild.blame.blamed import Blamed
from bisectbuild.diagnose.facts import Facts
from bisectbuild.diagnose.rule import Finding
from bisectbuild.trace.digest import Log


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """The findings, the likeliest cause first, and what they were drawn from.

    `command` is the failing sub-command of a RUN, None where none can be told.
    """

    findings: tuple[Finding, ...] = ()
    command: Blamed | None = None
    log: Log = field(default_factory=Log)
    facts: Facts = field(default_factory=Facts)
