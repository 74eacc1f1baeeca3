"""The builds that a BuildKit builder remembers, as `docker buildx history` tells of them."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bisectbuild.builder import BuilderKind
from bisectbuild.engines.buildkit_files import FOLDER
from bisectbuild.engines.process import Exited, Output, capture, stream
from bisectbuild.errors import BisectBuildError, EngineError, ExitCode, UsageError

if TYPE_CHECKING:
    from bisectbuild.engines.choose import Choice

# A builder has some fifty records, more where many builds run at once.
_MOST_PAGES = 20
_SECONDS = 30.0
_INSTEAD = (
    "Explain what it printed: docker build . > build.log 2>&1; bisectbuild explain build.log"
    " - or build again: bisectbuild debug"
)
_TLS = ("DOCKER_TLS", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH")
# Builds of ours, of a file that is gone: `build_files` lays it out so.
_OURS = re.compile(rf"(?:^|/)bisectbuild-[^/]+/(?:file|{FOLDER})/")
# How many failed builds are asked about before a person's own is given up.
_MOST_ASKED = 50
_FLAGS = {"Network": "network", "ShmSize": "shm-size", "CgroupParent": "cgroup-parent"}


class NothingFailedError(BisectBuildError):
    """The builder remembers no failed build."""

    exit_code = ExitCode.INCONCLUSIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class PastBuild:
    """One build of the history, and what can be known of how it was asked for.

    `dockerfile` and `context` are None where they did not lie on this machine. `flags` are
    `docker build` flags; secrets, ssh agents and tags are not remembered. `words` is what the
    client printed at the end: the quoted lines of the Dockerfile and the error.
    """

    ref: str
    name: str
    status: str
    dockerfile: Path | None
    context: Path | None
    target: str | None
    flags: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The history of one builder; `env` is the client's environment."""

    choice: Choice
    env: Mapping[str, str]

    def newest_failed(self) -> PastBuild:
        """Give the newest failed build of a person.

        Raises EngineError where the builder keeps no history, NothingFailedError.
        """
        told = self._told("ls", "--no-trunc", "--format", "json")
        records = [record for record in _objects(told) if record.get("status") == "Error"]
        records.sort(key=lambda record: str(record.get("created_at", "")), reverse=True)
        for record in records[:_MOST_ASKED]:
            found = self.build(str(record.get("ref", "")).rpartition("/")[2])
            if found.dockerfile is None or not _OURS.search(str(found.dockerfile)):
                return found
        raise NothingFailedError(
            "The history of this builder holds no failed build.",
            hint="Name another builder with --builder NAME, or build: bisectbuild debug",
        )

    def forget_ours(self) -> None:
        """Remove the records of builds of ours that have ended.

        A builder keeps some fifty records, and many probes would push out a person's own. Raises
        EngineError where the builder keeps no history.
        """
        for _ in range(_MOST_PAGES):
            refs = self._own_refs()
            if not refs:
                return
            self._told("rm", *refs)

    def _own_refs(self) -> list[str]:
        """Give those of ours that are shown: the newest fifty records are (buildx 0.29)."""
        return [
            str(record.get("ref", "")).rpartition("/")[2]
            for record in _objects(self._told("ls", "--no-trunc", "--format", "json"))
            if str(record.get("name", "")).startswith(FOLDER) and record.get("status") != "Running"
        ]

    def build(self, ref: str) -> PastBuild:
        """Give one build. Raises EngineError, UsageError for one that there is not."""
        told = self._told("inspect", ref, "--format", "json")
        record = next(iter(_objects(told)), None)
        if record is None:
            raise EngineError(f"`docker buildx history inspect {ref}` told nothing.", hint=_INSTEAD)
        return _past_build(record)

    def log(self, build: PastBuild) -> Generator[bytes]:
        """Give what the build printed, as rawjson, and its last words. Raises EngineError."""
        words = (*self._client(), "logs", build.ref, "--progress", "rawjson", *self._instance())
        said = b""
        with closing(stream(words, env=self.env)) as output:
            for item in output:
                match item:
                    case Output(data=data):
                        said = data[-1000:]
                        yield data
                    case Exited(code=0):
                        yield f"\n{build.words}".encode()
                    case Exited():
                        raise EngineError(
                            f"The log of build {build.ref} cannot be had:"
                            f" {said.decode(errors='replace').strip()}",
                            hint=_INSTEAD,
                        )

    def _told(self, *words: str) -> str:
        command = (*self._client(), *words, *self._instance())
        done = capture(command, env=self.env, seconds=_SECONDS)
        if done.code == 0:
            return done.stdout.decode("utf-8", "replace")
        why = done.stderr.decode("utf-8", "replace").strip()
        if "no record found" in why:
            raise UsageError(
                f"There is no build {words[1]} in the history of this builder.",
                hint="List them: docker buildx history ls",
            )
        if "unknown command" in why or "Usage:" in why or "unknown flag" in why:
            raise EngineError(
                "This buildx has no history of builds, or one that cannot be read: it takes"
                " buildx 0.21.",
                hint=_INSTEAD,
            )
        raise EngineError(f"The history of builds cannot be had: {why}", hint=_INSTEAD)

    def _client(self) -> tuple[str, ...]:
        """Give the client's words. Raises EngineError for a builder that has no history."""
        if not self.choice.plugin:
            old = self.choice.kind is BuilderKind.BUILDKIT
            who = "The BuildKit inside this Docker" if old else "The legacy builder"
            raise EngineError(f"{who} keeps no history of builds.", hint=_INSTEAD)
        if any(name in self.env for name in _TLS):
            return (self.choice.program, "buildx", "history")
        return (self.choice.plugin, "history")

    def _instance(self) -> tuple[str, ...]:
        return (f"--builder={self.choice.builder}",) if self.choice.builder else ()


def _objects(text: str) -> list[dict[str, Any]]:
    """Read JSON objects that stand one behind the other."""
    decoder, found, at = json.JSONDecoder(), [], 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        try:
            value, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            raise EngineError(
                "The history of builds is in a form that is not understood.", hint=_INSTEAD
            ) from error
        found += [value] if isinstance(value, dict) else []
    return found


def _past_build(record: Mapping[str, Any]) -> PastBuild:
    context = Path(str(record.get("Context", "")))
    has_context = context.is_dir() and str(record.get("Context")) not in {"", "-"}
    return PastBuild(
        ref=str(record.get("Ref", "")),
        name=str(record.get("Name", "")),
        status=str(record.get("Status", "")),
        dockerfile=_dockerfile(record, context if has_context else None),
        context=context if has_context else None,
        target=str(record.get("Target") or "") or None,
        flags=tuple(_flags(record)),
        words=_words(record.get("Error")),
    )


def _dockerfile(record: Mapping[str, Any], context: Path | None) -> Path | None:
    """Give the file's path, which is told relative to the context where it lies in it."""
    name = str(record.get("Dockerfile", ""))
    if name in {"", "-"} or context is None:
        return None
    return context / name


def _flags(record: Mapping[str, Any]) -> Iterator[str]:
    for pair in record.get("BuildArgs") or ():
        yield f"--build-arg={pair['Name']}={pair['Value']}"
    for pair in record.get("NamedContexts") or ():
        yield f"--build-context={pair['Name']}={pair['Value']}"
    for platform in record.get("Platform") or ():
        yield f"--platform={platform}"
    config = record.get("Config") or {}
    for host in config.get("ExtraHosts") or ():
        yield f"--add-host={host}"
    for key, name in _FLAGS.items():
        if config.get(key):
            yield f"--{name}={config[key]}"
    ulimits = config.get("Ulimit") or ()
    for ulimit in ulimits.split(",") if isinstance(ulimits, str) else ulimits:
        yield f"--ulimit={ulimit}"


def _words(error: object) -> str:
    if not isinstance(error, dict):
        return ""
    try:
        quoted = base64.b64decode(str(error.get("Sources") or "")).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        quoted = ""
    return f"{quoted.rstrip()}\nERROR: failed to solve: {error.get('Message', '')}\n"
