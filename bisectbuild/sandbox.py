"""The port to a sandbox: containers made from images, and what one may ask of them.

Nothing here knows an engine. Everything that a sandbox makes carries the session's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, Protocol

# Where everything that we bring along lies in a container: documented in docs/reference/shell.md.
HOME: Final = "/.bisectbuild"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """Something mounted in a container, at `target`.

    `volume`: `source` names a volume of the session. `tmpfs`: `size` in bytes, None for no
    limit. `bind`: `source` is a path on the engine's machine (a socket).
    """

    kind: Literal["volume", "tmpfs", "bind"]
    target: str
    source: str = ""
    read_only: bool = False
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A small file to lay into a container before it starts. `path` is absolute."""

    path: str
    data: bytes
    mode: int = 0o644


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What `docker build` flags say of every step's container, as the engine's API takes it.

    Sizes in bytes. `ulimits` are (name, soft, hard).
    """

    network: str = ""
    extra_hosts: tuple[str, ...] = ()
    shm_size: int | None = None
    ulimits: tuple[tuple[str, int, int], ...] = ()
    cgroup_parent: str = ""
    memory: int | None = None
    memory_swap: int | None = None
    cpu_shares: int | None = None
    cpu_period: int | None = None
    cpu_quota: int | None = None
    cpuset_cpus: str = ""
    cpuset_mems: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerRequest:
    """A container that stays, for processes to be started in it.

    `image` is an image id. `env` is added to the image's own variables. `user` is root where "",
    `workdir` the image's own.
    `files` are laid in before it starts. `toolbox` asks for the tools even where the image has a
    shell of its own. `hostname` is the engine's choice where "".
    """

    image: str
    session: str
    env: tuple[tuple[str, str], ...] = ()
    user: str = ""
    workdir: str = ""
    hostname: str = ""
    platform: str = ""
    privileged: bool = False
    limits: Limits = Limits()
    mounts: tuple[Mount, ...] = ()
    files: tuple[File, ...] = ()
    toolbox: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A process to start in a container.

    `user` and `workdir` are the container's own where "". `env` is added to the container's.
    """

    argv: tuple[str, ...]
    env: tuple[tuple[str, str], ...] = ()
    user: str = ""
    workdir: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A process that ran to its end, and what it printed."""

    code: int
    stdout: bytes
    stderr: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One path of a container that differs from its image."""

    path: str
    kind: Literal["added", "changed", "removed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFacts:
    """What an image says of itself. `size` in bytes; `env` in its order.

    `shell` are the words of a SHELL in its configuration, () where it names none. `command` is
    what it starts by itself: entrypoint and command. `layers` are the ids of its layers' contents,
    from the base on.
    """

    id: str
    env: tuple[tuple[str, str], ...]
    user: str
    workdir: str
    platform: str
    size: int
    shell: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The machine that the engine runs on. `memory` in bytes, `cpu` in Docker's words (amd64)."""

    memory: int
    cpu: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One entry of an image's history, the newest first. `created` in seconds since 1970."""

    created: int
    created_by: str
    size: int
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a process at a terminal begins with, unseen: `typed` for it, and what it answers.

    All that it prints up to `mark`, the mark included, is thrown away.
    """

    typed: bytes
    mark: bytes


class Terminal(Protocol):
    """A process at a terminal, begun already; what it prints is held until a person joins."""

    def join(self) -> int:
        """Hand the person's terminal over until the process ends; give its exit code.

        The terminal's settings are put back, whatever happens. Raises EngineError where the
        engine went away.
        """

    def close(self) -> None:
        """Drop it; the process loses its terminal. Safe at any time."""


class Container(Protocol):
    """A running container that stays until it is closed."""

    @property
    def id(self) -> str:
        """The container's id."""

    @property
    def has_shell(self) -> bool:
        """Whether the image's own /bin/sh runs; else only the toolbox's does."""

    @property
    def shell(self) -> str:
        """The path of a shell that runs: /bin/sh, or the toolbox's `sh` below HOME."""

    def run(self, process: Process) -> int:
        """Run to the end, output passed on as it comes, no input; give the exit code.

        126: the program is not executable, 127: there is no such program. Raises EngineError
        where the engine went away.
        """

    def capture(self, process: Process, data: bytes | None = None) -> Ended:
        """Run to the end with `data` on standard input; give what it printed."""

    def follow(self, process: Process, listen: Callable[[bytes], None]) -> int:
        """Run to the end; `listen` hears what it prints, both streams, as it comes.

        Gives the exit code, as `run` does.
        """

    def terminal(self, process: Process, opening: Opening | None = None) -> Terminal:
        """Begin a process at a terminal of the size of the person's."""

    def read(self, path: str) -> Iterator[bytes]:
        """Give a path as a tar, as `docker cp` does. Raises MissingPathError."""

    def write(self, folder: str, tar: Iterable[bytes]) -> None:
        """Unpack a tar into a folder that exists (owners kept). Raises MissingPathError."""

    def keep(self, name: str) -> str:
        """Make an image of it as it is now, under a name of the person's; give the image's id.

        Entrypoint, command, user and variables are those of the image that it was made from.
        """

    def close(self) -> None:
        """Remove it, volumes without a name included. Safe at any time."""


class Sandbox(Protocol):
    """Makes containers and takes away what was made for them."""

    def open(self, request: ContainerRequest) -> Container:
        """Start a container that stays. Raises EngineError."""

    def engine_version(self) -> str:
        """Tell the engine's version, as `28.5.2`."""

    def machine(self) -> Machine:
        """Tell of the machine that the engine runs on. Raises EngineError."""

    def facts(self, image: str) -> ImageFacts:
        """Tell what an image says of itself. Raises EngineError where there is none."""

    def history(self, image: str) -> tuple[Layer, ...]:
        """Give the layers of an image, the newest first."""

    def changes(self, container: str) -> tuple[Change, ...]:
        """Tell how a container, also a stopped one, differs from its image; HOME is left out."""

    def empty_image(self, session: str) -> str:
        """Make an image that holds nothing, which is what FROM scratch begins with."""

    def tool_image(self, session: str) -> str:
        """Make an image that holds the toolbox alone, as /busybox; give a name for FROM.

        Raises EngineError where no toolbox can be had.
        """

    def image_of(self, container: str, like: str, session: str) -> str:
        """Make an image of what a stopped container holds, configured as the image `like`.

        Without `docker commit`, whose images answer for the legacy builder's cache.
        """

    def volume(self, session: str, name: str) -> str:
        """Make a volume; give its name."""

    def remove(self, session: str) -> None:
        """Remove every container, volume and image that the session made, and nothing else."""
