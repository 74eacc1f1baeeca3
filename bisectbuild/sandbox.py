"""The port to a sandbox: a process in an image, for a person's shell or for one command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellRequest:
    """What to run in which image.

    `image` is an image id. `argv` replaces the image's entrypoint and command. `env` is added to
    the image's own variables. User and directory are the image's own. `session` labels all that
    is made. `tty`: a person's terminal is handed over; otherwise output is passed on as it comes.
    """

    image: str
    argv: tuple[str, ...]
    env: tuple[tuple[str, str], ...]
    session: str
    tty: bool


class Sandbox(Protocol):
    """Runs processes in images and takes away what was made for them."""

    def run(self, request: ShellRequest) -> int:
        """Run to the end and give the exit code of the process.

        125 to 127 come from the engine where the process could not be started, as with
        `docker run`. Raises EngineError where the engine went away.
        """

    def remove(self, session: str) -> None:
        """Remove every container and image that the session made, and nothing else."""
