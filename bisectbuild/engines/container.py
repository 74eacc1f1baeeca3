"""One running container: its processes, its files, and what becomes of it."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from bisectbuild.engines.api import guarded, refusals, status_of
from bisectbuild.engines.execution import Execution
from bisectbuild.engines.keep import keep
from bisectbuild.engines.strays import remove_container
from bisectbuild.engines.terminal import ExecTerminal
from bisectbuild.errors import EngineError, MissingPathError
from bisectbuild.sandbox import HOME, ContainerRequest, Ended, Process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from docker import APIClient

    from bisectbuild.sandbox import Opening, Terminal

_MISSING = 404
_CHUNK = 2 * 1024 * 1024


class DockerContainer:
    """A container whose keeper waits until it is closed.

    `toolbox` is the busybox that was laid in, None where none was.
    """

    def __init__(  # noqa: PLR0913 - what was opened, and how
        self,
        client: APIClient,
        address: str,
        identity: str,
        *,
        request: ContainerRequest,
        has_shell: bool,
        toolbox: bytes | None,
    ) -> None:
        self._client = client
        self._address = address
        self._request = request
        self._toolbox = toolbox
        self.id = identity
        self.has_shell = has_shell

    @property
    def shell(self) -> str:
        """The path of a shell that runs."""
        return "/bin/sh" if self.has_shell else f"{HOME}/bin/sh"

    def run(self, process: Process) -> int:
        """Run to the end, output passed on as it comes; give the exit code."""
        with guarded(self._address):
            execution = self._execution(process)
            for number, data in execution.output():
                _pass_on(sys.stdout.buffer if number == 1 else sys.stderr.buffer, data)
            return execution.code()

    def capture(self, process: Process, data: bytes | None = None) -> Ended:
        """Run to the end with `data` on standard input; give what it printed."""
        printed: dict[int, list[bytes]] = {1: [], 2: []}
        with guarded(self._address):
            execution = self._execution(process, stdin=data is not None)
            for number, piece in execution.output(data):
                printed[number].append(piece)
            code = execution.code()
        return Ended(code=code, stdout=b"".join(printed[1]), stderr=b"".join(printed[2]))

    def follow(self, process: Process, listen: Callable[[bytes], None]) -> int:
        """Run to the end; `listen` hears what it prints, as it comes; give the exit code."""
        with guarded(self._address):
            execution = self._execution(process)
            for _, data in execution.output():
                listen(data)
            return execution.code()

    def terminal(self, process: Process, opening: Opening | None = None) -> Terminal:
        """Begin a process at a terminal of the size of the person's."""
        with guarded(self._address):
            execution = self._execution(process, stdin=True, tty=True)
            return ExecTerminal(self._client, self._address, execution, opening)

    def _execution(self, process: Process, *, stdin: bool = False, tty: bool = False) -> Execution:
        """Make a process ready, with the request's variables; a kept image has none of them."""
        request = self._request
        process = replace(
            process,
            env=(*request.env, *process.env),
            user=process.user or request.user,
            workdir=process.workdir or request.workdir,
        )
        return Execution(self._client, self.id, process, stdin=stdin, tty=tty)

    def read(self, path: str) -> Iterator[bytes]:
        """Give a path as a tar."""
        with guarded(self._address), _path(path):
            pieces, _ = self._client.get_archive(self.id, path, chunk_size=_CHUNK)
        with guarded(self._address):
            yield from pieces

    def write(self, folder: str, tar: Iterable[bytes]) -> None:
        """Unpack a tar into a folder that exists."""
        with guarded(self._address), _path(folder):
            self._client.put_archive(self.id, folder, iter(tar))

    def keep(self, name: str) -> str:
        """Make an image of it as it is now; what we laid in is not in that."""
        with guarded(self._address):
            return keep(self._client, self, self._request, self._toolbox, name)

    def close(self) -> None:
        """Remove it."""
        with guarded(self._address):
            remove_container(self._client, self.id)


@contextlib.contextmanager
def _path(path: str) -> Iterator[None]:
    try:
        with refusals():
            yield
    except EngineError as error:
        if status_of(error) != _MISSING:
            raise
        raise MissingPathError(f"There is no {path} here.", hint="Look with: run ls -la") from error


def _pass_on(target: BinaryIO, data: bytes | None) -> None:
    if data:
        target.write(data)
        target.flush()
