"""Which builder to drive: the one that the person's own `docker build` would have used."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bisectbuild.builder import BuilderInfo, BuilderKind
from bisectbuild.context.client import major_version
from bisectbuild.engines.client_version import client_version
from bisectbuild.engines.dockerconfig import find_plugin, read_config, section
from bisectbuild.errors import EngineError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

# From this client on `docker build` is buildx; before it, the client brings a BuildKit of its own.
_BUILDX_FROM = 23
# Go's strconv.ParseBool, which reads DOCKER_BUILDKIT.
_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
_FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False"})
_GET_BUILDX = "Install buildx: https://docs.docker.com/go/buildx/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The builder to drive. `why` is one sentence; `warnings` are for the person.

    `program` is the docker client's path, "" where there is none. `plugin` is that of the buildx
    plugin where the builder is driven through it, else "". `builder` is an instance of buildx,
    None for the one in use. `client_version` is "" where nothing asked for it.
    """

    kind: BuilderKind
    program: str
    plugin: str = ""
    builder: str | None = None
    why: str = ""
    warnings: tuple[str, ...] = ()
    client_version: str = ""

    @property
    def info(self) -> BuilderInfo:
        """The choice as the banner and the postmortem tell it."""
        name = self.builder or ("default" if self.kind is BuilderKind.BUILDKIT else "legacy")
        return BuilderInfo(kind=self.kind, name=name, version="", why=self.why)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Client:
    """What is known of the docker client. `major` is None where its version cannot be read."""

    program: str
    version: str
    buildx: str
    env: Mapping[str, str]

    @property
    def is_new(self) -> bool:
        """Whether its `docker build` hands over to buildx."""
        major = major_version(self.version)
        return major is None or major >= _BUILDX_FROM

    def choice(
        self, kind: BuilderKind, why: str, *, uses_buildx: bool = False, warning: str = ""
    ) -> Choice:
        """Give the choice of a builder that this client, or none, drives."""
        return Choice(
            kind=kind,
            program=self.program,
            plugin=self.buildx if uses_buildx else "",
            builder=_instance_of(self.env) if uses_buildx else None,
            why=why,
            warnings=(warning,) if warning else (),
            client_version=self.version,
        )


def choose(wanted: str, env: Mapping[str, str]) -> Choice:
    """Choose the builder: `auto`, `buildkit`, `legacy`, or the name of a buildx instance.

    `buildx` stands for the instance that `docker buildx use` chose, whatever its name.

    Runs the docker client once at most, for its version, and remembers that. Raises EngineError
    where there is nothing to build with, UsageError for a wish that cannot be met.
    """
    program = shutil.which("docker", path=env.get("PATH"))
    if program is None:
        return _without_client(wanted)
    buildx = str(find_plugin("buildx", env) or "")
    if wanted == "buildx" and buildx:
        why = "`docker buildx build` uses the instance chosen by `docker buildx use`."
        return Choice(kind=BuilderKind.BUILDKIT, program=program, plugin=buildx, why=why)
    if wanted not in {"auto", "buildkit", "legacy"}:
        return _instance(wanted, program, buildx=buildx)
    client = _Client(program=program, version=client_version(program, env), buildx=buildx, env=env)
    if wanted == "legacy":
        return client.choice(BuilderKind.LEGACY, "--builder legacy asks for it.")
    if wanted == "buildkit":
        return _buildkit(client, "--builder buildkit asks for it.")
    return _auto(client)


def _auto(client: _Client) -> Choice:
    """Do as docker's processBuilder does (cmd/docker/builder.go; 20.10: BuildKitEnabled)."""
    asked = _environment_asks(client.env)
    alias = "builder" in section(read_config(client.env), "aliases")
    if asked is False and (client.is_new or not alias):
        return client.choice(BuilderKind.LEGACY, "DOCKER_BUILDKIT=0 switches BuildKit off.")
    if client.is_new or alias:
        return _through_buildx(client, asked=asked is True, alias=alias)
    if asked:
        return _buildkit(client, "DOCKER_BUILDKIT=1 asks for BuildKit.")
    if _daemon_prefers_buildkit(client.env):
        return _buildkit(client, "The daemon's configuration asks for BuildKit.")
    return client.choice(
        BuilderKind.LEGACY, f"Docker {client.version} builds with the legacy builder by default."
    )


def _through_buildx(client: _Client, *, asked: bool, alias: bool) -> Choice:
    if client.buildx:
        why = "DOCKER_BUILDKIT=1 asks for BuildKit." if asked else ""
        why = why or ("config.json makes buildx the builder." if alias else "")
        why = why or f"Docker {client.version} builds with BuildKit by default."
        return client.choice(BuilderKind.BUILDKIT, why, uses_buildx=True)
    if asked or alias:
        warning = "`docker build` itself would stop here: BuildKit is asked for, buildx is missing."
    else:
        warning = "The buildx component is missing, so `docker build` uses the legacy builder."
    return client.choice(
        BuilderKind.LEGACY,
        f"{warning} The legacy builder needs no buildx.",
        warning=f"{warning} {_GET_BUILDX}",
    )


def _buildkit(client: _Client, why: str) -> Choice:
    if not client.is_new:
        return client.choice(BuilderKind.BUILDKIT, why)
    if not client.buildx:
        raise EngineError(
            f"BuildKit cannot be used: Docker {client.version} needs its buildx plugin for it, "
            "and there is none.",
            hint=f"{_GET_BUILDX} - or try --builder legacy.",
        )
    return client.choice(BuilderKind.BUILDKIT, why, uses_buildx=True)


def _instance(name: str, program: str, *, buildx: str) -> Choice:
    if name == "podman":
        raise UsageError(
            "Podman is not a builder that this version can drive.",
            hint="Use --builder auto with Docker; see `bisectbuild doctor`.",
        )
    if not buildx:
        raise EngineError(
            f"--builder {name} names an instance of buildx, and there is no buildx plugin.",
            hint=f"{_GET_BUILDX} - or use --builder auto, buildkit or legacy.",
        )
    return Choice(
        kind=BuilderKind.BUILDKIT,
        program=program,
        plugin=buildx,
        builder=name,
        why=f"--builder {name} asks for it.",
    )


def _without_client(wanted: str) -> Choice:
    if wanted not in {"auto", "legacy"}:
        raise EngineError(
            f"--builder {wanted} needs the docker command, which is not on PATH.",
            hint="Install Docker's command line with buildx, or use --builder legacy.",
        )
    why = "There is no docker command on PATH; only the legacy builder needs none."
    return Choice(kind=BuilderKind.LEGACY, program="", why=why)


def _instance_of(env: Mapping[str, str]) -> str | None:
    """Name the instance that `docker build` uses: the context's own, whatever buildx would use.

    Source: processBuilder of docker/cli (cmd/docker/builder.go, 23.0 to 28.5), which sets
    BUILDX_BUILDER so, unless it is set or `docker buildx install` made buildx the builder.
    """
    config = read_config(env)
    if env.get("BUILDX_BUILDER") or "builder" in section(config, "aliases"):
        return env.get("BUILDX_BUILDER") or None
    if env.get("DOCKER_HOST"):
        return "default"
    return str(env.get("DOCKER_CONTEXT") or config.get("currentContext") or "default")


def _environment_asks(env: Mapping[str, str]) -> bool | None:
    """Read DOCKER_BUILDKIT as the client does; None where it is not set."""
    value = env.get("DOCKER_BUILDKIT")
    if not value:
        return None
    if value not in _TRUE | _FALSE:
        raise UsageError(
            f"DOCKER_BUILDKIT={value} is neither true nor false, so docker build refuses it.",
            hint="Set it to 1 or 0, or unset it.",
        )
    return value in _TRUE


def _daemon_prefers_buildkit(env: Mapping[str, str]) -> bool:
    """Ask the daemon as clients before 23.0 do; a daemon out of reach is told of later."""
    from bisectbuild.engines.api import prefers_buildkit  # noqa: PLC0415 - only where it matters

    try:
        return prefers_buildkit(env)
    except EngineError:
        return False
