"""The port to a workbench: what the prompt asks of the build in which a person stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from bisectbuild.builder import StepStatus
from bisectbuild.differ import Difference
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.place import Place, Side
from bisectbuild.fix import Proposal
from bisectbuild.outcome import Outcome
from bisectbuild.sandbox import Layer


class Workbench(Protocol):
    """A build that a person stands in. What cannot be done is raised as BisectBuildError."""

    @property
    def dockerfile(self) -> Dockerfile:
        """The file as it was read last."""

    @property
    def points(self) -> tuple[Instruction, ...]:
        """The instructions that the target needs, in file order."""

    @property
    def place(self) -> Place:
        """Where the person stands."""

    @property
    def outcome(self) -> Outcome | None:
        """How the last build ended."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What is masked wherever text of the Dockerfile is shown."""

    @property
    def builder(self) -> str:
        """The builder's name, for the toolbar."""

    def status(self, instruction: Instruction) -> StepStatus:
        """Tell how an instruction stands, as last seen."""

    def seconds(self, instruction: Instruction) -> float | None:
        """Tell how long an instruction took, None where it did not run."""

    def go(self, instruction: Instruction, side: Side) -> Outcome | None:
        """Build up to a place and stand there; None where nothing had to be built.

        Where the build fails on the way the person stands before the culprit, where no
        instruction can be named they stay. Before a FROM nothing is built.
        """

    def shell(self, place: Place | None = None) -> int:
        """Open the person's shell at a place, here where it is None; give its exit code."""

    def run(self, command: str) -> int:
        """Run one command here, its output passed on; give its exit code."""

    def retry(self) -> Outcome:
        """Read the Dockerfile and the build context anew and build it all."""

    def edit(self) -> Outcome | None:
        """Open the person's editor at the line, then retry; None where the file is the same."""

    def fix(self) -> Proposal | None:
        """Propose a change of the Dockerfile from what was typed, None where there is none."""

    def apply(self, proposal: Proposal) -> Outcome:
        """Write the proposed Dockerfile and retry."""

    def difference(self, before: Place, after: Place) -> Difference:
        """Compare the file systems of two places."""

    def environment(self) -> tuple[tuple[str, str], ...]:
        """Give the variables as the step sees them, secrets masked."""

    def arguments(self) -> tuple[tuple[str, str], ...]:
        """Give the build args in scope here, secrets masked."""

    def set_argument(self, name: str, value: str | None) -> None:
        """Set a build arg for the builds that follow; None takes it back."""

    def context(self) -> Iterator[tuple[str, int]]:
        """Give path and size of all that the builder is sent; folders end in a slash."""

    def log(self, instruction: Instruction) -> Iterator[str]:
        """Give the lines of an instruction's log."""

    def copy_out(self, paths: Sequence[str], folder: Path) -> tuple[Path, ...]:
        """Copy paths of the place stood in into a folder; give what was written."""

    def paths(self, prefix: str) -> tuple[str, ...]:
        """Give the paths here that begin so, folders with a slash; none without a container."""

    def history(self) -> tuple[Layer, ...]:
        """Give the layers of the image stood in, the newest first."""

    def explain(self) -> str:
        """Give the diagnosis as text, without colours."""

    def report(self, path: Path) -> None:
        """Write the postmortem into a file."""

    def keep(self, name: str) -> str:
        """Keep the state stood in as an image of this name; give the image's id."""

    def close(self) -> None:
        """Remove all that was opened. Safe at any time, and more than once."""
