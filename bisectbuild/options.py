"""What a person asked for, as one frozen value made at the edge."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bisectbuild.flags import values
from bisectbuild.redact.names import is_secret_name
from bisectbuild.redact.values import to_hide

_LARGEST_HIDDEN = 64 * 1024
# MaxSecretSize of BuildKit (session/secrets/secrets.go, v0.8 to v0.32).
_LARGEST_SECRET = 500 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """A build that a bundle brought here: what its person called the Dockerfile, and the bundle."""

    dockerfile: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """A build as the person would have given it to `docker build`.

    `dockerfile` is None when it comes from standard input. `flags` holds one word for each flag,
    long form with `=`, in the order of the flag table; target, builder, progress and quiet have
    fields of their own. `bundled` is None for a build of this machine.
    """

    dockerfile: Path | None
    context: Path
    target: str | None
    builder: str
    flags: tuple[str, ...]
    bundled: Bundled | None = None

    @property
    def shown(self) -> str:
        """What people know the Dockerfile by."""
        if self.bundled is not None:
            return self.bundled.dockerfile
        return "-" if self.dockerfile is None else str(self.dockerfile)

    def build_args(self, environment: Mapping[str, str]) -> dict[str, str]:
        """Give the build args by name; one without a value takes it from the environment.

        One that is not set there either is left out, as the docker client does.
        """
        args: dict[str, str] = {}
        for word in values(self.flags, "build-arg"):
            name, equals, value = word.partition("=")
            if equals:
                args[name] = value
            elif name in environment:
                args[name] = environment[name]
        return args

    def secrets(self, environment: Mapping[str, str]) -> tuple[str, ...]:
        """Give what to hide of the secret build args and of what `--secret` gives the build.

        Longest first. Files of more than 64 KiB and what is no plain file are left unread.
        """
        args = self.build_args(environment)
        found = [value for name, value in args.items() if is_secret_name(name)]
        for flag in values(self.flags, "secret"):
            secret = _secret(flag, environment).read(environment, _LARGEST_HIDDEN) or b""
            found.append(secret.decode(errors="surrogateescape"))
        return to_hide(found)

    def secret_contents(self, environment: Mapping[str, str]) -> dict[str, bytes]:
        """Give what `--secret` gives the build, by id; one that cannot be read is left out."""
        contents = {}
        for flag in values(self.flags, "secret"):
            secret = _secret(flag, environment)
            content = secret.read(environment, _LARGEST_SECRET)
            if content is not None:
                contents[secret.id] = content
        return contents


@dataclass(frozen=True, slots=True, kw_only=True)
class _Secret:
    """Where a secret comes from: a variable or a file."""

    id: str
    variable: str = ""
    file: str = ""

    def read(self, environment: Mapping[str, str], most: int) -> bytes | None:
        """Give the secret; None where there is none to read, or more than `most` bytes of it."""
        if self.variable:
            value = environment.get(self.variable)
            return None if value is None else value.encode(errors="surrogateescape")
        try:
            file = Path(self.file)
            return file.read_bytes() if file.is_file() and file.stat().st_size <= most else None
        except (OSError, ValueError):
            return None  # The builder will say so.


def _secret(flag: str, environment: Mapping[str, str]) -> _Secret:
    """Read a `--secret` as the docker client does.

    `type=env` makes `src` a variable; an `id` alone is one if set, else a file
    (buildx 0.29.1, util/buildflags/secrets.go; BuildKit, session/secrets/secretsprovider).
    """
    try:
        fields = [field for row in csv.reader([flag]) for field in row]
    except csv.Error:  # A line break, which is as any other sign to the client.
        fields = flag.split(",")
    given = {name.strip().lower(): value for name, _, value in (f.partition("=") for f in fields)}
    variable, file = given.get("env", ""), given.get("src") or given.get("source", "")
    if given.get("type") == "env" and not variable:
        variable, file = file, ""
    name = given.get("id", "")
    if not variable and not file:
        variable, file = (name, "") if name in environment else ("", name)
    return _Secret(id=name, variable=variable, file=file)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How to behave: what to open, what to print, where to write.

    `execute` is the command of `--exec`; `reports` the files of `--report`; `progress` one of
    auto, plain, tty, quiet; `color` one of auto, always, never; `form` a format of `report`.
    `prompt` opens the debugger's prompt in place of the shell, `keep` names the images that the
    states are kept as ("" for none), `watch` builds again whenever something changes. `probe`
    allows to ask the machine about a failure: the context's files, the last good layer, the engine.
    `for_report` has it asked for all that a report shows, though `reports` names none.
    """

    shell: bool
    execute: str | None
    reports: tuple[Path, ...]
    form: str
    progress: str
    color: str
    prompt: bool = False
    keep: str = ""
    watch: bool = False
    probe: bool = True
    for_report: bool = False

    @property
    def reports_all(self) -> bool:
        """Whether what only a report shows is worth asking the engine for."""
        return self.for_report or bool(self.reports)
