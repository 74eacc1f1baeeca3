"""The sandbox of a Docker engine: containers, volumes and images of one session."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Literal

from bisectbuild.engines import archive, images, strays
from bisectbuild.engines.api import find_endpoint, guarded, open_client, refusal_of, refusals
from bisectbuild.engines.container import DockerContainer
from bisectbuild.engines.create import create, made_name
from bisectbuild.engines.files import empty_tar, home_tar, tool_tar
from bisectbuild.engines.toolbox import find_toolbox
from bisectbuild.errors import EngineError
from bisectbuild.interrupt import held
from bisectbuild.sandbox import HOME, Change, Machine
from bisectbuild.session import IMAGES, LABEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from docker import APIClient

    from bisectbuild.engines.choose import Choice
    from bisectbuild.engines.strays import Stray
    from bisectbuild.sandbox import Container, ContainerRequest, ImageFacts, Layer

# The kernel's words for what images call by others.
_CPUS = {"x86_64": "amd64", "aarch64": "arm64", "armv7l": "arm", "i686": "386", "i386": "386"}
# What the engine itself, or we, lay into a container.
_OURS = (HOME, "/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/.dockerenv")
# archive.ChangeType of moby, 20.10 to 28.5.
_KINDS: dict[int, Literal["added", "changed", "removed"]] = {0: "changed", 1: "added", 2: "removed"}
_OWN_SHELL = ("/bin/sh",)
_OUR_SHELL = (f"{HOME}/bin/busybox", "sh")
_NO_SHELL = ("no such file or directory", "not found", "exec format error", "permission denied")


class DockerSandbox:
    """One client of the engine for a whole session, opened when it is first needed."""

    def __init__(self, choice: Choice, environment: Mapping[str, str]) -> None:
        del choice
        self._env = dict(environment)
        self._endpoint = find_endpoint(self._env)
        self._opened: APIClient | None = None
        self._toolbox: bytes | None = None
        self._tool_image = ""
        self._machine: Machine | None = None

    @property
    def _client(self) -> APIClient:
        if self._opened is None:
            self._opened = open_client(self._endpoint, self._env)
            # A person may think for an hour, and the engine may pack gigabytes.
            self._opened.timeout = None  # type: ignore[assignment] # requests takes it
        return self._opened

    @contextlib.contextmanager
    def _asking(self) -> Any:  # noqa: ANN401 - a context manager of the client
        client = self._client
        with guarded(self._endpoint.address), refusals():
            yield client

    def open(self, request: ContainerRequest) -> Container:
        """Start a container that stays, with the image's own shell, else with ours."""
        if not request.toolbox:
            try:
                return self._open(request, _OWN_SHELL, toolbox=False)
            except EngineError as error:
                if not any(word in refusal_of(error) for word in _NO_SHELL):
                    raise
        else:
            with contextlib.suppress(EngineError):
                return self._open(request, _OWN_SHELL, toolbox=True)
        return self._open(request, _OUR_SHELL, toolbox=True)

    def _open(
        self, request: ContainerRequest, keeper: tuple[str, ...], *, toolbox: bool
    ) -> Container:
        tools = self._tools(request.session) if toolbox else None
        with self._asking() as client:
            with held():  # The engine makes it all the same, after the clean-up has looked.
                identity = create(client, request, keeper)
            try:
                client.put_archive(identity, "/", home_tar(request.files, tools))
                client.start(identity)
            except BaseException:
                strays.remove_container(client, identity)
                raise
        return DockerContainer(
            self._client,
            self._endpoint.address,
            identity,
            request=request,
            has_shell=keeper == _OWN_SHELL,
            toolbox=tools,
        )

    def _tools(self, session: str) -> bytes:
        if self._toolbox is None:
            with self._asking() as client:
                self._toolbox = find_toolbox(client, self._env, session)
        return self._toolbox

    def engine_version(self) -> str:
        """Tell the engine's version, as `28.5.2`."""
        with self._asking() as client:
            return str(client.version()["Version"])

    def machine(self) -> Machine:
        """Tell of the machine that the engine runs on."""
        if self._machine is None:
            with self._asking() as client:
                info = client.info()
            cpu = str(info.get("Architecture", ""))
            memory = int(info.get("MemTotal") or 0)
            self._machine = Machine(memory=memory, cpu=_CPUS.get(cpu, cpu))
        return self._machine

    def facts(self, image: str) -> ImageFacts:
        """Tell what an image says of itself."""
        with self._asking() as client:
            return images.facts(client, image)

    def history(self, image: str) -> tuple[Layer, ...]:
        """Give the layers of an image, the newest first."""
        with self._asking() as client:
            return images.history(client, image)

    def changes(self, container: str) -> tuple[Change, ...]:
        """Tell how a container, also a stopped one, differs from its image."""
        with self._asking() as client:
            found = client.diff(container) or ()
        return tuple(
            Change(path=change["Path"], kind=_KINDS[change["Kind"]])
            for change in found
            if not any(f"{change['Path']}/".startswith(f"{path}/") for path in _OURS)
        )

    def empty_image(self, session: str) -> str:
        """Make an image that holds nothing."""
        with self._asking() as client:
            return images.imported(
                client, iter([empty_tar()]), session, images.new_tag(session, "empty")
            )

    def tool_image(self, session: str) -> str:
        """Make an image that holds the toolbox alone, as /busybox; give a name for FROM."""
        if not self._tool_image:
            tools, tag = self._tools(session), images.new_tag(session, "tool")
            with self._asking() as client:
                images.imported(client, iter([tool_tar(tools)]), session, tag)
            self._tool_image = f"{IMAGES}:{tag}"
        return self._tool_image

    def image_of(self, container: str, like: str, session: str) -> str:
        """Make an image of what a stopped container holds, configured as the image `like`."""
        with self._asking() as client:
            return images.of_container(client, container, like, session)

    def volume(self, session: str, name: str) -> str:
        """Make a volume; give its name."""
        with self._asking() as client:
            made = client.create_volume(
                name=f"{made_name(session)}-{name}", labels={LABEL: session}
            )
            return str(made["Name"])

    def save(self, images: Iterable[str]) -> Iterator[bytes]:
        """Give an archive of images, by names or ids, as `docker save` writes it."""
        with self._asking() as client:
            yield from archive.save(client, images)

    def load(self, stream: Iterable[bytes]) -> None:
        """Have the engine take the images of such an archive."""
        with self._asking() as client:
            archive.load(client, stream)

    def remove(self, session: str, noted: tuple[str, ...] = ()) -> None:
        """Remove every container, volume and image that the session made, and nothing else.

        `noted` are containers that a builder made for it, which no name marks.
        """
        with self._asking() as client:
            strays.remove(client, session, noted)

    def strays(self, noted: Mapping[str, tuple[str, ...]]) -> tuple[Stray, ...]:
        """Give all that sessions left behind, running ones included.

        `noted` are, by session, the containers that builders made for them.
        """
        with self._asking() as client:
            return tuple(strays.strays(client, noted))

    def close(self) -> None:
        """Close the connection."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None
