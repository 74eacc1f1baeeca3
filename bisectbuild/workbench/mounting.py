"""Giving a container what the RUN of its place mounts: copies, secrets, the ssh agent.

A container can be given a volume or a tmpfs where the step has a mount; what is a single file in
the step is a file here.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from bisectbuild.dockerfile.mounts import RunMount
from bisectbuild.errors import EngineError
from bisectbuild.sandbox import HOME, Container, ContainerRequest, Mount, Process, Sandbox
from bisectbuild.workbench.step import COPIED

_BUSYBOX = f"{HOME}/bin/busybox"
_SECRETS = "/run/secrets"
_ROOT = "0:0"
_SOCKET = "SSH_AUTH_SOCK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a container is opened with, and what is laid into it once it runs.

    `variables` are secret ones, given to each process and never to the container. `settle` lays
    in the rest. `hidden` are the paths of secrets and mounted files in the container's own layer.
    `missing` says what could not be had, a few words each.
    """

    mounts: tuple[Mount, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    settle: tuple[Callable[[Container], None], ...] = ()
    hidden: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(slots=True)
class Mounting:
    """Puts together what the mounts of one RUN become.

    `copies` is the image that holds copies of their contents below HOME/mounts, asked for only
    where one is needed.
    """

    sandbox: Sandbox
    session: str
    copies: Callable[[], str]
    secrets: Mapping[str, bytes]
    agent: Callable[[RunMount], Mount]
    is_after: bool
    _mounts: list[Mount] = field(default_factory=list)
    _variables: list[tuple[str, str]] = field(default_factory=list)
    _settle: list[Callable[[Container], None]] = field(default_factory=list)
    _hidden: list[str] = field(default_factory=list)
    _missing: list[str] = field(default_factory=list)

    def give(self, mounts: tuple[RunMount, ...]) -> Given:
        """Give what the mounts become. Raises EngineError, PlaceError."""
        for mount in mounts:
            match mount.kind:
                case "secret":
                    self._secret(mount)
                case "ssh":
                    self._ssh(mount)
                case "tmpfs":
                    self._mounts.append(Mount(kind="tmpfs", target=mount.target, size=mount.size))
                case _:
                    pass
        wanted = [
            (number, mount)
            for number, mount in enumerate(mounts)
            if mount.kind in COPIED or (mount.kind == "tmpfs" and self.is_after)
        ]
        if wanted:
            self._copy(wanted)
        return Given(
            mounts=tuple(self._mounts),
            variables=tuple(self._variables),
            settle=tuple(self._settle),
            hidden=tuple(self._hidden),
            missing=tuple(self._missing),
        )

    def _secret(self, mount: RunMount) -> None:
        value = self.secrets.get(mount.id)
        if value is None:
            if mount.required:
                self._missing.append(f"secret {mount.id} (the build was given none)")
            return
        if mount.env:
            self._variables.append((mount.env, value.decode(errors="surrogateescape")))
        if not mount.target:
            return
        if PurePosixPath(mount.target).parent == PurePosixPath(_SECRETS):
            if not any(known.target == _SECRETS for known in self._mounts):
                self._mounts.append(Mount(kind="tmpfs", target=_SECRETS))
        else:
            self._hidden.append(mount.target)
        self._settle.append(lambda container: _lay_secret(container, mount, value))

    def _ssh(self, mount: RunMount) -> None:
        try:
            self._mounts.append(self.agent(mount))
        except EngineError as error:
            self._missing.append(f"ssh agent {mount.id} ({error.message})")
            return
        if not any(name == _SOCKET for name, _ in self._variables):
            self._variables.append((_SOCKET, mount.target))  # The first one is the agent's.

    def _copy(self, wanted: list[tuple[int, RunMount]]) -> None:
        """Fill volumes in a container of the copies; files are read out of it."""
        image = self.copies()
        session = self.session
        volumes = {n: self.sandbox.volume(session, f"mount{n}") for n, _ in wanted}
        into = tuple(
            Mount(kind="volume", target=f"{HOME}/out/{number}", source=volumes[number])
            for number, _ in wanted
        )
        helper = self.sandbox.open(
            ContainerRequest(image=image, session=session, user="0", mounts=into, toolbox=True)
        )
        try:
            for number, mount in wanted:
                self._fill(helper, number, mount, volumes[number])
        finally:
            helper.close()

    def _fill(self, helper: Container, number: int, mount: RunMount, volume: str) -> None:
        source, out = f"{HOME}/mounts/{number}", f"{HOME}/out/{number}"
        script = (
            f'if [ -d "{source}" ]; then {_BUSYBOX} cp -a "{source}/." "{out}/"'
            f' && {_BUSYBOX} chown "$({_BUSYBOX} stat -c %u:%g "{source}")" "{out}"'
            f' && {_BUSYBOX} chmod "$({_BUSYBOX} stat -c %a "{source}")" "{out}"'
            f' && echo folder; elif [ -e "{source}" ]; then echo file; fi'
        )
        told = helper.capture(_as_root("sh", "-c", script))
        match told.stdout.strip():
            case b"folder" if mount.kind == "tmpfs":
                packed = helper.capture(_as_root("tar", "c", "-C", source, ".")).stdout
                self._settle.append(lambda container: _unpack(container, mount.target, packed))
            case b"folder":
                self._mounts.append(
                    Mount(
                        kind="volume",
                        target=mount.target,
                        source=volume,
                        read_only=mount.read_only,
                    )
                )
            case b"file":
                data = b"".join(helper.read(source))
                self._hidden.append(mount.target)
                self._settle.append(lambda container: _lay_file(container, mount.target, data))
            case _:
                self._missing.append(f"{mount.kind} mount {mount.target}")


def _lay_secret(container: Container, mount: RunMount, value: bytes) -> None:
    """Write a secret through a pipe: its value is in no command line and no archive on disk."""
    folder = str(PurePosixPath(mount.target).parent)
    script = (
        'b=$1; t=$2; $b mkdir -p "$3" && $b rm -f "$t" && umask 077 && $b cat > "$t"'
        ' && $b chown "$4" "$t" && $b chmod "$5" "$t"'
    )
    owner = f"{mount.uid or 0}:{mount.gid or 0}"
    mode = f"{0o400 if mount.mode is None else mount.mode:o}"
    words = (_BUSYBOX, mount.target, folder, owner, mode)
    told = container.capture(_as_root("sh", "-c", script, "sh", *words), data=value)
    if told.code:
        reason = told.stderr.decode(errors="replace").strip()
        raise EngineError(f"The secret {mount.id} could not be laid in: {reason}")


def _as_root(*words: str) -> Process:
    return Process(argv=(_BUSYBOX, *words), user=_ROOT)


def _unpack(container: Container, target: str, tar: bytes) -> None:
    """Unpack into a tmpfs from within the container, the only way that reaches it."""
    script = f'{_BUSYBOX} tar x -C "$1" && {_BUSYBOX} chown 0:0 "$1" && {_BUSYBOX} chmod 1777 "$1"'
    container.capture(_as_root("sh", "-c", script, "sh", target), data=tar)


def _lay_file(container: Container, target: str, tar: bytes) -> None:
    """Put a single file where the step has it mounted."""
    path = PurePosixPath(target)
    container.capture(_as_root("mkdir", "-p", str(path.parent)))
    container.write(str(path.parent), [_renamed(tar, path.name)])


def _renamed(tar: bytes, name: str) -> bytes:
    """Give a tar of one file under another name."""
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(tar)) as old, tarfile.open(fileobj=out, mode="w") as new:
        for member in old:
            content = old.extractfile(member)
            member.name = name
            new.addfile(member, content)
    return out.getvalue()
