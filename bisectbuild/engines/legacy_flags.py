"""The flags of `docker build` as parameters of the engine's API, as the docker client maps them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bisectbuild.context.client import major_version
from bisectbuild.engines.dockerconfig import section
from bisectbuild.errors import UsageError
from bisectbuild.flags import flag_name, values
from bisectbuild.limits import comma_list, host, integer, one, size, ulimit

if TYPE_CHECKING:
    from collections.abc import Mapping

_BUILDKIT_ONLY = frozenset(
    {
        "allow",
        "annotation",
        "attest",
        "build-context",
        "cache-to",
        "load",
        "metadata-file",
        "no-cache-filter",
        "output",
        "provenance",
        "push",
        "sbom",
        "secret",
        "ssh",
    }
)
_PROXIES = ("httpProxy", "httpsProxy", "noProxy", "ftpProxy", "allProxy")
# ALL_PROXY is taken from config.json since the client of 23.0.
_ALL_PROXY_FROM = 23


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiFlags:
    """What flags become. `build` are arguments of docker-py's build(), `query` those it lacks.

    `more_tags` are put on the image once it is built, `iidfile` is written then.
    """

    build: dict[str, Any]
    query: dict[str, Any]
    more_tags: tuple[str, ...] = ()
    iidfile: str = ""


def api_flags(flags: tuple[str, ...], env: Mapping[str, str]) -> ApiFlags:
    """Map flags as docker's client does (cli/command/image/build.go, 20.10 to 28.5).

    Raises UsageError for a flag that only BuildKit has, and for a value that docker refuses.
    """
    for word in flags:
        if flag_name(word) in _BUILDKIT_ONLY:
            raise UsageError(
                f"--{flag_name(word)} needs BuildKit; the legacy builder has no such flag.",
                hint="Leave it out, or build with --builder buildkit.",
            )
    tags = values(flags, "tag")
    return ApiFlags(
        build=_for_build(flags, env, tags),
        query=_for_query(flags),
        more_tags=tags[1:],
        iidfile=one(flags, "iidfile") or "",
    )


def build_args(
    flags: tuple[str, ...], env: Mapping[str, str], proxies: Mapping[str, str]
) -> dict[str, str | None]:
    """Give the build args by name, None for one without a value anywhere, and the proxies.

    `--build-arg NAME` takes its value from the environment. A proxy is passed in upper and in
    lower case unless a flag has that very name (`ParseProxyConfig`). Passing any at all changes
    the cache key of every RUN (semantics, part 4), so this must be as the client does it.
    """
    args: dict[str, str | None] = {}
    for word in values(flags, "build-arg"):
        name, equals, value = word.partition("=")
        args[name] = value if equals else env.get(name)
    for name, value in proxies.items():
        args.setdefault(name, value)
        args.setdefault(name.lower(), value)
    return args


def proxy_variables(config: Mapping[str, Any], address: str, client_version: str) -> dict[str, str]:
    """Give the proxies that config.json names for an engine, by upper-case variable."""
    proxies = section(config, "proxies")
    chosen = section(proxies, address if address in proxies else "default")
    major = major_version(client_version)
    names = _PROXIES[:-1] if major is not None and major < _ALL_PROXY_FROM else _PROXIES
    return {
        f"{name.removesuffix('Proxy').upper()}_PROXY": str(chosen[name])
        for name in names
        if chosen.get(name)
    }


def _for_build(
    flags: tuple[str, ...], env: Mapping[str, str], tags: tuple[str, ...]
) -> dict[str, Any]:
    platforms = values(flags, "platform") or tuple(
        filter(None, [env.get("DOCKER_DEFAULT_PLATFORM")])
    )
    if len(platforms) > 1 or "," in "".join(platforms):
        raise UsageError(
            "The legacy builder builds for one platform at a time.",
            hint="Give one --platform, or build with --builder buildkit.",
        )
    labels = [label.partition("=") for label in values(flags, "label")]
    return {
        "tag": tags[0] if tags else None,
        "nocache": _switch(flags, "no-cache"),
        "pull": _switch(flags, "pull"),
        "squash": _switch(flags, "squash"),
        "network_mode": one(flags, "network"),
        "platform": platforms[0] if platforms else None,
        "isolation": one(flags, "isolation"),
        "labels": {name: value for name, _, value in labels} or None,
        "cache_from": comma_list(flags, "cache-from") or None,
        "extra_hosts": [host(word) for word in values(flags, "add-host")] or None,
        "shmsize": size(flags, "shm-size"),
    }


def _for_query(flags: tuple[str, ...]) -> dict[str, Any]:
    """Give the parameters of POST /build for which docker-py's build() has no argument."""
    ulimits = [_ulimit(word) for word in values(flags, "ulimit")]
    query = {
        "memory": size(flags, "memory"),
        "memswap": size(flags, "memory-swap"),
        "cpushares": integer(flags, "cpu-shares"),
        "cpuperiod": integer(flags, "cpu-period"),
        "cpuquota": integer(flags, "cpu-quota"),
        "cpusetcpus": one(flags, "cpuset-cpus"),
        "cpusetmems": one(flags, "cpuset-mems"),
        "cgroupparent": one(flags, "cgroup-parent"),
        "securityopt": comma_list(flags, "security-opt") or None,
        "ulimits": json.dumps(ulimits) if ulimits else None,
        "version": "1",
    }
    return {name: value for name, value in query.items() if value is not None}


def _ulimit(word: str) -> dict[str, str | int]:
    name, soft, hard = ulimit(word)
    return {"Name": name, "Soft": soft, "Hard": hard}


def _switch(flags: tuple[str, ...], name: str) -> bool:
    given = [word for word in flags if flag_name(word) == name]
    return bool(given) and given[-1].partition("=")[2].lower() not in {"0", "f", "false"}
