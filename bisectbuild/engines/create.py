"""A request for a container as arguments of the engine's API."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from bisectbuild.session import LABEL

if TYPE_CHECKING:
    from docker import APIClient

    from bisectbuild.sandbox import ContainerRequest, Limits, Mount

_PLATFORM_FROM = "1.41"
_NO_CHECK = {"test": ["NONE"]}


def made_name(session: str) -> str:
    """Give a name by which what is made is known as ours."""
    return f"bisectbuild-{session}-{os.urandom(2).hex()}"


def create(client: APIClient, request: ContainerRequest, keeper: tuple[str, ...]) -> str:
    """Make a container whose main process waits on its standard input; give its id.

    The variables are given to each process instead, so that an image kept of it has none.
    """
    made = client.create_container(
        request.image,
        entrypoint=list(keeper),
        command=[],
        stdin_open=True,
        user="0:0",
        hostname=request.hostname or None,
        name=made_name(request.session),
        labels={LABEL: request.session},
        platform=_platform(client, request),
        healthcheck=_NO_CHECK,
        host_config=_host_config(client, request),
        use_config_proxy=False,  # A commit keeps them, with their logins.
    )
    return str(made["Id"])


def _platform(client: APIClient, request: ContainerRequest) -> str | None:
    """Give the platform to ask for; engines before Docker 20.10 cannot be asked."""
    from docker.utils import version_lt  # noqa: PLC0415 - loaded by now

    if not request.platform or version_lt(client.api_version, _PLATFORM_FROM):
        return None
    return request.platform


def _host_config(client: APIClient, request: ContainerRequest) -> dict[str, Any]:
    limits = request.limits
    ulimits: list[Any] = [
        {"name": name, "soft": soft, "hard": hard} for name, soft, hard in limits.ulimits
    ]
    mounts: list[Any] = [_mount(mount) for mount in request.mounts if mount.kind != "tmpfs"]
    config: dict[str, Any] = client.create_host_config(
        network_mode=limits.network or None,
        extra_hosts=list(limits.extra_hosts) or None,
        shm_size=limits.shm_size,
        ulimits=ulimits or None,
        cgroup_parent=limits.cgroup_parent or None,
        privileged=request.privileged,
        tmpfs={m.target: _tmpfs(m) for m in request.mounts if m.kind == "tmpfs"} or None,
        mounts=mounts or None,
        **_resources(limits),
    )
    return config


def _resources(limits: Limits) -> dict[str, Any]:
    given = {
        "mem_limit": limits.memory,
        "memswap_limit": limits.memory_swap,
        "cpu_shares": limits.cpu_shares,
        "cpu_period": limits.cpu_period,
        "cpu_quota": limits.cpu_quota,
        "cpuset_cpus": limits.cpuset_cpus or None,
        "cpuset_mems": limits.cpuset_mems or None,
    }
    return {name: value for name, value in given.items() if value is not None}


def _tmpfs(mount: Mount) -> str:
    """Give the options of a tmpfs as a step has it: programs run in it, devices work."""
    size = f",size={mount.size}" if mount.size else ""
    return f"rw,nosuid,exec,dev,mode=1777{size}"


def _mount(mount: Mount) -> dict[str, Any]:
    given = {
        "Type": mount.kind,
        "Source": mount.source,
        "Target": mount.target,
        "ReadOnly": mount.read_only,
    }
    if mount.kind == "volume":  # An empty one would be filled with what the image has there.
        return {**given, "VolumeOptions": {"NoCopy": True}}
    return given
