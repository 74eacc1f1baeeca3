"""Whose exit code `ci` ends with: the command's, or our own with `--exit-code own`."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from bisectbuild.cli.ci.flags import CiOptions
from bisectbuild.errors import ExitCode

# Without one of these there is no engine to build with; any other word is wrong use.
_CLIENTS: Final = frozenset({"docker", "docker-buildx", "docker-compose", "podman"})


def chosen(options: CiOptions, wrapped: int, own: int) -> int:
    """Give the one of two exit codes that was asked for."""
    return own if options.own_code else wrapped


def unstarted(program: str) -> ExitCode:
    """Give our own code for a command that cannot be started."""
    return ExitCode.NO_ENGINE if PurePath(program).name in _CLIENTS else ExitCode.USAGE
