"""One failure, as the rules see it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bisectbuild.builder import BuilderKind, FailureKind
from bisectbuild.diagnose.facts import Facts
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.trace.digest import Log


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """A RUN of the stage that a failing COPY --from takes from; `log` is empty if it was cached."""

    instruction: Instruction
    log: Log


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of one failure.

    `keyword` and `source` are the failing instruction's, "" where none can be named: `keyword` in
    capitals, `source` its text as written. `command` is the failing sub-command of a RUN, "" where
    unknown. `exit_code` is the process's, None where none ran. `message` is what the builder says
    of the failure, its known prefixes taken off. `log` is the failing step's own output.
    `base` is the image that the failing stage begins with, as written, "" where unknown.
    `dockerfile` and `instruction` are None where only a log is at hand. `makers` are the RUNs of
    the stage that a COPY --from takes from, in their order: one may have failed in silence.
    """

    keyword: str = ""
    source: str = ""
    command: str = ""
    exit_code: int | None = None
    message: str = ""
    kind: FailureKind = FailureKind.STEP
    log: Log = field(default_factory=Log)
    builder: BuilderKind = BuilderKind.UNKNOWN
    base: str = ""
    dockerfile: Dockerfile | None = None
    instruction: Instruction | None = None
    facts: Facts = field(default_factory=Facts)
    makers: tuple[Maker, ...] = ()

    @property
    def script(self) -> str:
        """What the failing command is, as well as it is known: the sub-command, else the whole."""
        return self.command or self.source
