"""`bisectbuild split`: the one-file form, a named stage for each instruction."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bisectbuild.cli import COMMANDS
from bisectbuild.cli.paths import is_folder
from bisectbuild.cli.work import read_dockerfile
from bisectbuild.dockerfile.check import check
from bisectbuild.dockerfile.fan import fan
from bisectbuild.dockerfile.parse import parse
from bisectbuild.errors import ExitCode


@click.command("split", help=COMMANDS["split"], short_help=COMMANDS["split"])
@click.argument("dockerfile", default="Dockerfile")
def command(dockerfile: str) -> int:
    """Print the file; build a part of it with `docker build --target bb-0007`."""
    path = None if dockerfile == "-" else Path(dockerfile)
    if path is not None and is_folder(path):
        path = path / "Dockerfile"
    parsed = parse(read_dockerfile(path), name=dockerfile)
    check(parsed)
    sys.stdout.buffer.write(fan(parsed))
    sys.stdout.flush()
    return ExitCode.HEALTHY
