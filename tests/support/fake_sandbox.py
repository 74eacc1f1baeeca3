"""A sandbox that makes nothing: it answers from what a test lays out, and notes what is asked."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from bisectbuild.errors import MissingPathError
from bisectbuild.sandbox import (
    Change,
    ContainerRequest,
    Ended,
    ImageFacts,
    Layer,
    Machine,
    Opening,
    Process,
    Terminal,
)


@dataclass(slots=True)
class FakeTerminal:
    """A shell that ends at once."""

    closed: bool = False

    def join(self) -> int:
        """End."""
        return 0

    def close(self) -> None:
        """Note it."""
        self.closed = True


@dataclass(slots=True)
class FakeContainer:
    """A container with some files; `ran` and `fed` keep what was started, and its input."""

    request: ContainerRequest
    files: dict[str, bytes] = field(default_factory=dict)
    ran: list[Process] = field(default_factory=list)
    fed: list[bytes] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    closed: bool = False
    answer: bytes = b""
    code: int = 0
    id: str = "container"
    has_shell: bool = True
    shell: str = "/bin/sh"

    def run(self, process: Process) -> int:
        """Note it."""
        self.ran.append(process)
        return 0

    def capture(self, process: Process, data: bytes | None = None) -> Ended:
        """Note it."""
        self.ran.append(process)
        self.fed.append(data or b"")
        return Ended(code=0, stdout=self.answer, stderr=b"")

    def follow(self, process: Process, listen: Callable[[bytes], None]) -> int:
        """Note it."""
        self.ran.append(process)
        listen(self.answer)
        return self.code

    def terminal(self, process: Process, opening: Opening | None = None) -> Terminal:
        """Note it."""
        del opening
        self.ran.append(process)
        return FakeTerminal()

    def read(self, path: str) -> Iterator[bytes]:
        """Give a file of the test as a tar."""
        if path not in self.files:
            raise MissingPathError(f"There is no {path} here.")
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as tar:
            entry = tarfile.TarInfo(path.rpartition("/")[2])
            entry.size = len(self.files[path])
            tar.addfile(entry, io.BytesIO(self.files[path]))
        yield out.getvalue()

    def write(self, folder: str, tar: Iterable[bytes]) -> None:
        """Note it."""
        self.files[f"{folder}/"] = b"".join(tar)

    def keep(self, name: str) -> str:
        """Note it."""
        self.kept.append(name)
        return "kept"

    def close(self) -> None:
        """Note it."""
        self.closed = True


@dataclass(slots=True)
class FakeSandbox:
    """`opened` are the containers, in order; each begins with `files` and answers `answer`."""

    env: tuple[tuple[str, str], ...] = (("PATH", "/bin"),)
    files: dict[str, bytes] = field(default_factory=dict)
    answer: bytes = b""
    opened: list[FakeContainer] = field(default_factory=list)
    layers: tuple[Layer, ...] = ()

    def open(self, request: ContainerRequest) -> FakeContainer:
        """Give a container."""
        container = FakeContainer(request=request, files=dict(self.files), answer=self.answer)
        self.opened.append(container)
        return container

    def engine_version(self) -> str:
        """Tell of today's."""
        return "28.5.2"

    def facts(self, image: str) -> ImageFacts:
        """Tell of an image that has a user and a directory."""
        return ImageFacts(
            id=image, env=self.env, user="7", workdir="/work", platform="linux/amd64", size=1
        )

    def history(self, image: str) -> tuple[Layer, ...]:
        """Tell of those that a test laid out, else of one."""
        return self.layers or (Layer(created=0, created_by=image, size=1, comment=""),)

    def changes(self, container: str) -> tuple[Change, ...]:
        """Tell of none."""
        del container
        return ()

    def machine(self) -> Machine:
        """Tell of a small one."""
        return Machine(memory=2 * 1024**3, cpu="amd64")

    def empty_image(self, session: str) -> str:
        """Name one."""
        return f"empty-{session}"

    def tool_image(self, session: str) -> str:
        """Name one."""
        return f"tool-{session}"

    def image_of(self, container: str, like: str, session: str) -> str:
        """Name one."""
        return f"{session}:{container}:{like}"

    def volume(self, session: str, name: str) -> str:
        """Name one."""
        return f"{session}-{name}"

    def remove(self, session: str) -> None:
        """Do nothing."""
