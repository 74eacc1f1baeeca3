"""What a workbench works with, all of it handed in: it makes none of it itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bisectbuild.builder import Builder, BuilderKind
from bisectbuild.differ import Difference
from bisectbuild.dockerfile.mounts import RunMount
from bisectbuild.options import BuildOptions
from bisectbuild.outcome import Outcome
from bisectbuild.postmortem import Postmortem
from bisectbuild.sandbox import Mount, Sandbox
from bisectbuild.search.plan import Plan
from bisectbuild.search.run import Watch
from bisectbuild.trace.digest import Log


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happened, and whom to ask about it.

    `ask` opens the place where the culprit's step would have run, and gives what runs a shell
    script with arguments there and gives what it printed. `traced` is the shell's own trace of
    the failing step, where it ran again. `changed` compares the states around that step, None
    where they are not both open.
    """

    plan: Plan
    outcome: Outcome
    transcript: tuple[str, ...] = ()
    ask: Callable[[], Callable[[str, tuple[str, ...]], str]] | None = None
    traced: Log | None = None
    changed: Callable[[], Difference | None] | None = None


class Chronicle(Protocol):
    """Writes down what happened, as the program tells it in the end."""

    def record(self, story: Story) -> Postmortem:
        """Give the postmortem."""

    def tell(self, story: Story) -> str:
        """Give the diagnosis as text."""

    def write(self, story: Story, path: Path) -> None:
        """Write the postmortem. Raises FileFormatError, UsageError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """The builder, the sandbox, and what else the command line joins.

    `plan` reads the Dockerfile anew and gives what to build. `say` prints one line for the
    person. `edit` opens a person's editor on a file at a line and gives its exit code. `agent`
    gives the socket of an ssh mount, and raises EngineError where there is none to give.
    `own_store` tells whether the builder's images lie in the engine that the sandbox uses, and
    `heeds` names the flags for limits that the builder heeds, None for all;
    `client_version` is that of the docker client, "" where unknown. `proxies` are those that
    the client adds to each build, by upper-case variable.
    """

    builder: Builder
    sandbox: Sandbox
    session: str
    watch: Watch
    environment: Mapping[str, str]
    plan: Callable[[BuildOptions], Plan]
    say: Callable[[str], None]
    edit: Callable[[Path, int], int]
    agent: Callable[[RunMount], Mount]
    chronicle: Chronicle
    own_store: Callable[[], bool]
    heeds: frozenset[str] | None = None
    client_version: str = ""
    proxies: tuple[tuple[str, str], ...] = ()

    @property
    def is_buildkit(self) -> bool:
        """Whether steps run under BuildKit."""
        return self.builder.info.kind is BuilderKind.BUILDKIT
