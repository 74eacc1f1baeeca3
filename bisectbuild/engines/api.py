"""The door to the Docker API: where the engine is, a client for it, and its errors in our words."""

from __future__ import annotations

import contextlib
import hashlib
import json
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bisectbuild.engines.dockerconfig import config_folder, read_config
from bisectbuild.errors import EngineError
from bisectbuild.interrupt import held

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from docker import APIClient
    from docker.tls import TLSConfig
    from requests import Response

DEFAULT_ADDRESS = "unix:///var/run/docker.sock"
# Docker 19.03, the oldest whose stream and builder we know.
_OLDEST_API = (1, 40)
_KNOCK_SECONDS = 30.0
_START = "Start Docker (`sudo systemctl start docker`, or Docker Desktop)"
_ELSEWHERE = "or say where it is: DOCKER_HOST, or `docker context use NAME`"
_STRAY_TLS = "Check DOCKER_TLS_VERIFY and the ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH."


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where an engine is reached. `context` is the docker context that says so, "" for none."""

    address: str
    tls: TLSConfig | None = None
    context: str = ""


def find_endpoint(env: Mapping[str, str]) -> Endpoint:
    """Find the engine as the docker client does.

    DOCKER_HOST with DOCKER_TLS_VERIFY and DOCKER_CERT_PATH comes first, then the context named
    by DOCKER_CONTEXT, then the one in use (`currentContext` in config.json), then the local
    socket. Raises EngineError.
    """
    with held():  # The first import of docker; the clean-up after Ctrl-C needs it whole.
        from docker.errors import DockerException  # noqa: PLC0415 - slow to import
        from docker.utils import kwargs_from_env  # noqa: PLC0415 - slow to import

    name = env.get("DOCKER_CONTEXT") or read_config(env).get("currentContext") or ""
    if name and name != "default" and not env.get("DOCKER_HOST"):
        return _context_endpoint(str(name), env)
    try:
        found = dict[str, Any](kwargs_from_env({"": "", **env}))
    except DockerException as error:
        raise EngineError(f"The TLS settings are not usable: {error}", hint=_STRAY_TLS) from error
    return Endpoint(address=found.get("base_url") or DEFAULT_ADDRESS, tls=found.get("tls"))


def connect(env: Mapping[str, str]) -> APIClient:
    """Open a client for the engine that these variables and config.json choose.

    Raises EngineError with advice: no socket, no permission, daemon down, wrong TLS, too old.
    """
    return open_client(find_endpoint(env), env)


def open_client(endpoint: Endpoint, env: Mapping[str, str]) -> APIClient:
    """Open a client for an endpoint. The version of the API is the engine's. Raises EngineError."""
    _knock(endpoint.address)
    from docker import APIClient  # noqa: PLC0415 - slow to import

    with guarded(endpoint.address):
        client = APIClient(
            base_url=endpoint.address,
            tls=endpoint.tls or False,
            use_ssh_client=endpoint.address.startswith("ssh://"),
        )
        config = config_folder(env) / "config.json"
        if config.is_file():
            client.reload_config(str(config))
    if _numbers(client.api_version) < _OLDEST_API:
        client.close()
        raise EngineError(
            f"The engine at {endpoint.address} is too old (API {client.api_version}).",
            hint="Docker 19.03 (API 1.40) or newer is needed.",
        )
    return client


def _knock(address: str) -> None:
    """Try a local socket before docker-py is loaded, which is slow and would leak the socket."""
    kind, _, path = address.partition("://")
    if kind != "unix":
        return
    try:
        with socket.socket(socket.AF_UNIX) as knocking:
            knocking.settimeout(_KNOCK_SECONDS)
            knocking.connect(path)
    except OSError as error:
        raise explain(error, address) from error


@contextlib.contextmanager
def guarded(address: str) -> Iterator[None]:
    """Turn the errors of docker-py and of its transport into EngineError."""
    from docker.errors import DockerException  # noqa: PLC0415 - slow to import
    from requests.exceptions import RequestException  # noqa: PLC0415 - slow to import
    from urllib3.exceptions import HTTPError  # noqa: PLC0415 - slow to import

    try:
        yield
    except (DockerException, RequestException, HTTPError, OSError) as error:
        raise explain(error, address) from error


@contextlib.contextmanager
def responses_closed(client: APIClient) -> Iterator[list[Response]]:
    """Close every response of a client in the end; give them, as they come, in a list.

    docker-py leaves open what was read only in part. Closing is how a daemon knows we are gone.
    """
    responses: list[Response] = []

    def keep(response: Response, *_: object, **__: object) -> None:
        responses.append(response)

    client.hooks["response"] = [keep]
    try:
        yield responses
    finally:
        for response in responses:
            response.close()


@contextlib.contextmanager
def refusals() -> Iterator[None]:
    """Turn what the daemon answers into EngineError; leave trouble on the way to `guarded`."""
    from docker.errors import APIError  # noqa: PLC0415 - slow to import

    try:
        yield
    except APIError as error:
        raise explain(error, "") from error


def status_of(error: EngineError) -> int | None:
    """Give the HTTP status with which the daemon refused, None where it gave no answer at all."""
    status = getattr(error.__cause__, "status_code", None)
    return status if isinstance(status, int) else None


def refusal_of(error: EngineError) -> str:
    """Give the daemon's own words for a refusal, "" where it gave no answer at all."""
    if status_of(error) is None:
        return ""
    explanation = getattr(error.__cause__, "explanation", None)
    return str(explanation or error.__cause__)


def explain(error: BaseException, address: str) -> EngineError:
    """Say what went wrong between us and the engine, and what to do about it."""
    causes = tuple(_causes(error))
    text = " ".join(str(cause) for cause in causes)
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return EngineError(
            f"The engine at {address} and we do not agree on TLS: {_last(causes)}", hint=_STRAY_TLS
        )
    if "paramiko" in text:
        return EngineError(
            f"{address} is reached over SSH, for which the Python package paramiko is needed.",
            hint="Install it beside bisectbuild: pip install paramiko",
        )
    if "HTTP request to an HTTPS server" in text:
        return EngineError(
            f"The engine at {address} wants TLS.",
            hint="Set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH, as the docker client needs them.",
        )
    for cause in causes:
        if getattr(cause, "status_code", None) is not None:
            words = getattr(cause, "explanation", None)
            told = cause if words is None else words
            return EngineError(f"The Docker daemon refused: {told}")
    for kind, (message, hint) in _TROUBLES.items():
        if any(isinstance(cause, kind) for cause in causes):
            return EngineError(message.format(address=address), hint=hint)
    return EngineError(
        f"The engine at {address} cannot be talked to: {_last(causes)}",
        hint="See whether `docker version` works, with the same DOCKER_HOST and context.",
    )


_TROUBLES: dict[type[BaseException], tuple[str, str]] = {
    FileNotFoundError: (
        "No Docker daemon is at {address}: there is no such socket.",
        f"{_START}, {_ELSEWHERE}.",
    ),
    PermissionError: (
        "You may not talk to the Docker daemon at {address}: permission denied.",
        "Join its group, `sudo usermod -aG docker $USER`, and log in again.",
    ),
    ConnectionRefusedError: (
        "The Docker daemon at {address} is not running: the connection was refused.",
        f"{_START}, {_ELSEWHERE}.",
    ),
    TimeoutError: (
        "The Docker daemon at {address} does not answer in time.",
        "See whether `docker version` answers; the daemon may be busy, stuck or out of reach.",
    ),
    ConnectionError: (
        "The Docker daemon at {address} closed the connection.",
        "See whether it still runs: `docker version`, and its log: `journalctl -u docker`.",
    ),
}


def _context_endpoint(name: str, env: Mapping[str, str]) -> Endpoint:
    """Read a docker context, whose files lie below the hash of its name.

    docker-py's own reader finds none where there is no config.json, and looks only at the
    DOCKER_CONFIG of this process.
    """
    key = hashlib.sha256(name.encode()).hexdigest()
    folder = config_folder(env) / "contexts"
    try:
        meta = json.loads((folder / "meta" / key / "meta.json").read_bytes())
        docker = meta["Endpoints"]["docker"]
        address, verify = str(docker["Host"]), not docker.get("SkipTLSVerify", False)
    except FileNotFoundError as error:
        raise EngineError(
            f"There is no docker context `{name}`.",
            hint="List them with `docker context ls`, choose with `docker context use NAME`.",
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EngineError(
            f"The docker context `{name}` cannot be read: {error!r}",
            hint=f"Look at it with `docker context inspect {name}`.",
        ) from error
    tls = _context_tls(folder / "tls" / key / "docker", verify=verify)
    return Endpoint(address=address, tls=tls, context=name)


def _context_tls(folder: Path, *, verify: bool) -> TLSConfig | None:
    from docker.tls import TLSConfig  # noqa: PLC0415 - slow to import

    if not folder.is_dir():
        return None
    files = {name: folder / f"{name}.pem" for name in ("ca", "cert", "key")}
    given = {name: str(path) for name, path in files.items() if path.is_file()}
    pair = (given["cert"], given["key"]) if {"cert", "key"} <= given.keys() else None
    return TLSConfig(client_cert=pair, ca_cert=given.get("ca"), verify=verify)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error and those it was made from, down to the operating system's."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        cause = waiting.pop(0)
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        waiting += [cause.__cause__, cause.__context__, getattr(cause, "reason", None)]
        waiting += [arg for arg in cause.args if isinstance(arg, BaseException)]


def _last(causes: tuple[BaseException, ...]) -> str:
    return str(causes[-1]) or type(causes[-1]).__name__


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def prefers_buildkit(env: Mapping[str, str]) -> bool:
    """Tell whether the daemon asks clients to use BuildKit (`features.buildkit`, daemon.json).

    It says so in a header of every answer to /_ping. Raises EngineError.
    """
    endpoint = find_endpoint(env)
    client = open_client(endpoint, env)
    with contextlib.closing(client), guarded(endpoint.address):
        answer = client.get(f"{client.base_url}/_ping", timeout=30)
        return answer.headers.get("Builder-Version") == "2"
