"""What a person asked for, as one frozen value made at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bisectbuild.flags import values


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """A build as the person would have given it to `docker build`.

    `dockerfile` is None when it comes from standard input. `flags` holds one word for each flag,
    long form with `=`, in the order of the flag table; target, builder, progress and quiet have
    fields of their own.
    """

    dockerfile: Path | None
    context: Path
    target: str | None
    builder: str
    flags: tuple[str, ...]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How to behave: what to open, what to print, where to write.

    `execute` is the command of `--exec`; `reports` the files of `--report`; `progress` one of
    auto, plain, tty, quiet; `color` one of auto, always, never; `form` one of text, json.
    """

    shell: bool
    execute: str | None
    reports: tuple[Path, ...]
    form: str
    progress: str
    color: str
