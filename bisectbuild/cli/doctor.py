"""`bisectbuild doctor`: what is usable on this machine, and why not."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator, Mapping

import click

from bisectbuild import __version__
from bisectbuild.cli import COMMANDS
from bisectbuild.engines.api import connect, find_endpoint
from bisectbuild.engines.choose import choose
from bisectbuild.engines.dockerconfig import find_plugin
from bisectbuild.engines.process import capture
from bisectbuild.errors import BisectBuildError, ExitCode
from bisectbuild.tty.text import one_line

_SECONDS = 20.0
_WIDTH = 100


@click.command("doctor", help=COMMANDS["doctor"], short_help=COMMANDS["doctor"])
def command() -> int:
    """Print a line for each part; the exit code tells whether a build could be debugged here."""
    environment = dict(os.environ)
    usable = True
    for mark, part, told in _findings(environment):
        usable = usable and mark != "✗"
        click.echo(f"{mark} {part:15} {told}")
    return ExitCode.HEALTHY if usable else ExitCode.NO_ENGINE


def _findings(environment: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    yield "✓", "bisectbuild", f"{__version__}, Python {platform.python_version()}"
    yield from _client(environment)
    yield from _buildx(environment)
    yield from _engine(environment)
    for wanted in ("auto", "buildkit", "legacy"):
        yield _choice(wanted, environment)


def _client(environment: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    program = shutil.which("docker", path=environment.get("PATH"))
    if program is None:
        yield "-", "docker client", "none on PATH; shells and BuildKit need it"
    else:
        yield "✓", "docker client", f"{_said((program, '--version'), environment)} ({program})"


def _buildx(environment: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    plugin = find_plugin("buildx", environment)
    if plugin is None:
        yield "-", "buildx plugin", "none found; clients of 23.0 and later need it for BuildKit"
    else:
        yield "✓", "buildx plugin", f"{_said((str(plugin), 'version'), environment)} ({plugin})"


def _engine(environment: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    try:
        told = connect(environment).version()
        address = find_endpoint(environment).address
    except BisectBuildError as error:
        yield "✗", "engine", one_line(f"{error.message} {error.hint}", 3 * _WIDTH)
        return
    said = f"{told['Version']} (API {told['ApiVersion']}) at {address}"
    yield "✓", "engine", one_line(said, 2 * _WIDTH)


def _choice(wanted: str, environment: Mapping[str, str]) -> tuple[str, str, str]:
    part = f"--builder {wanted}"
    try:
        choice = choose(wanted, environment)
    except BisectBuildError as error:
        mark = "✗" if wanted == "auto" else "-"
        return mark, part, one_line(f"{error.message} {error.hint}", 2 * _WIDTH)
    return "✓", part, f"takes {choice.kind}: {choice.why}"


def _said(argv: tuple[str, ...], environment: Mapping[str, str]) -> str:
    told = capture(argv, env=environment, seconds=_SECONDS)
    return one_line((told.stdout or told.stderr).decode(errors="replace"), _WIDTH)
