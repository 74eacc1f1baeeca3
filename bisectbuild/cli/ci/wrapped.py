"""The command that `ci` wraps: what to run, and which build it is as far as that can be read."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bisectbuild.errors import UsageError

if TYPE_CHECKING:
    from bisectbuild.options import BuildOptions

_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapped:
    """What to run: `argv`, with `settings` added to the environment."""

    argv: tuple[str, ...]
    settings: Mapping[str, str]

    def environment(self) -> dict[str, str]:
        """Give the command's environment."""
        return {**os.environ, **self.settings}


def read_wrapped(words: tuple[str, ...]) -> Wrapped:
    """Take off the settings that stand before a command. Raises UsageError where nothing is left.

    A shell would take `DOCKER_BUILDKIT=0 docker build .` so.
    """
    settings: dict[str, str] = {}
    rest = list(words)
    while rest and _ASSIGNMENT.match(rest[0]):
        name, _, value = rest.pop(0).partition("=")
        settings[name] = value
    if not rest:
        raise UsageError(
            "There is no command to run.", hint="It is: bisectbuild ci -- docker build ."
        )
    return Wrapped(argv=tuple(rest), settings=settings)


def build_of(words: tuple[str, ...]) -> BuildOptions:
    """Give the build that a command line is, as `debug -- …` reads it; its settings are set here.

    Raises UsageError where it is none that can be built again.
    """
    from bisectbuild.cli.debug import command  # noqa: PLC0415 - a build that passes needs none
    from bisectbuild.cli.options import build_options  # noqa: PLC0415 - the same

    with command.make_context("debug", ["--", *words]) as ctx:
        given = dict(ctx.params)
    return build_options(given, given.pop("words"))
