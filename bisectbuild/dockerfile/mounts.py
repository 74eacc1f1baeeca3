"""The flags of a RUN as values: what it mounts, its network, its security mode.

Rules: BuildKit's instructions/commands_runmount.go and dockerfile2llb/convert_runmount.go,
convert_secrets.go, convert_ssh.go (v0.8 to v0.32).
"""

from __future__ import annotations

import csv
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, cast

from bisectbuild.dockerfile.model import Instruction
from bisectbuild.dockerfile.variables import expand

Kind: TypeAlias = Literal["bind", "cache", "tmpfs", "secret", "ssh"]
_KINDS = frozenset({"bind", "cache", "tmpfs", "secret", "ssh"})
_TARGETS = frozenset({"target", "dst", "destination"})
_SOURCES = frozenset({"source", "src"})
_TRUE = frozenset({"1", "t", "true"})
_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?([kmgtp]?)i?b?\Z", re.IGNORECASE)
_UNITS = " kmgtp"
_MODES = {"cache": 0o755, "secret": 0o400, "ssh": 0o600}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMount:
    """One `--mount` of a RUN, BuildKit's defaults filled in.

    `target` is absolute, "" for a secret that is a variable only (`env`). `origin` is the stage
    or image of `from=`, "" for the build context. `id` names the cache, the secret or the agent.
    `uid`, `gid` and `mode` are None for what has none: binds and tmpfs. `size` is in bytes.
    """

    kind: Kind
    target: str
    source: str = ""
    origin: str = ""
    id: str = ""
    read_only: bool = False
    uid: int | None = None
    gid: int | None = None
    mode: int | None = None
    env: str = ""
    required: bool = False
    size: int | None = None


def run_mounts(
    instruction: Instruction, values: Mapping[str, str] | None, *, workdir: str, escape: str
) -> tuple[RunMount, ...]:
    """Give the mounts of a RUN in their order; `values` are the variables of the step.

    None leaves variables as written, as the BuildKit of Docker 20.10 does. A mount that BuildKit
    would refuse is left out: the build has told of it already.
    """
    mounts: list[RunMount] = []
    agents = 0
    for flag in instruction.flags:
        if flag.name != "mount" or flag.value is None:
            continue
        mount = _mount(flag.value, values, escape)
        if mount is None:
            continue
        if mount.kind == "ssh":
            target = mount.target or f"/run/buildkit/ssh_agent.{agents}"
            mount = replace(mount, target=target, id=mount.id or "default")
            agents += 1
        if mount.target:
            mount = replace(mount, target=posixpath.normpath(posixpath.join(workdir, mount.target)))
        mounts.append(mount)
    return tuple(mounts)


def run_network(instruction: Instruction) -> str:
    """Give the network that a RUN asks for itself: none or host, "" for that of the build."""
    network = (instruction.flag("network") or "").lower()
    return network if network in {"none", "host"} else ""


def is_insecure(instruction: Instruction) -> bool:
    """Tell whether a RUN runs with all privileges (`--security=insecure`)."""
    return (instruction.flag("security") or "").lower() == "insecure"


def _mount(text: str, values: Mapping[str, str] | None, escape: str) -> RunMount | None:
    try:
        fields = next(csv.reader([text]), [])
    except csv.Error:
        return None
    given = dict(_fields(fields, values, escape))
    kind = given.get("type", "bind").lower()
    if kind not in _KINDS:
        return None
    mount = RunMount(
        kind=cast("Kind", kind),
        target=given.get("target", ""),
        source=given.get("source", ""),
        origin=given.get("from", ""),
        id=given.get("id", ""),
        read_only=_read_only(given, default=kind not in {"cache", "tmpfs"}),
        uid=_number(given.get("uid"), 10, 0 if kind in _MODES else None),
        gid=_number(given.get("gid"), 10, 0 if kind in _MODES else None),
        mode=_number(given.get("mode"), 8, _MODES.get(kind)),
        env=given.get("env", ""),
        required=given.get("required", "false").lower() in _TRUE,
        size=_bytes(given.get("size", "")),
    )
    return _secret(mount) if kind == "secret" else mount if mount.target or kind == "ssh" else None


def _fields(
    fields: list[str], values: Mapping[str, str] | None, escape: str
) -> Iterator[tuple[str, str]]:
    for field in fields:
        key, equals, value = field.partition("=")
        key = key.lower()
        key = "target" if key in _TARGETS else "source" if key in _SOURCES else key
        if not equals:
            yield key, "true"
        else:
            yield key, value if values is None else expand(value, values, escape=escape)


def _secret(mount: RunMount) -> RunMount | None:
    """Fill in a secret's name and its file, which one for a variable has only where it is said."""
    name = mount.id or mount.source or posixpath.basename(mount.target)
    if not name:
        return None
    target = mount.target
    if not target and not mount.env:
        target = f"/run/secrets/{posixpath.basename(name)}"
    return replace(mount, id=name, target=target)


def _read_only(given: Mapping[str, str], *, default: bool) -> bool:
    found = default
    for key, value in given.items():
        if key in {"readonly", "ro"}:
            found = value.lower() in _TRUE
        elif key in {"readwrite", "rw"}:
            found = value.lower() not in _TRUE
    return found


def _number(text: str | None, base: int, default: int | None) -> int | None:
    try:
        return default if text is None else int(text, base)
    except ValueError:
        return default


def _bytes(text: str) -> int | None:
    """Read a size; units are powers of 1024 (docker/go-units `RAMInBytes`)."""
    match = _SIZE.match(text)
    if match is None:
        return None
    return int(float(match[1]) * 1024 ** _UNITS.index(match[2].lower() or " "))
