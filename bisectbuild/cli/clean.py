"""`bisectbuild clean`: removes everything that was left behind, and only that."""

from __future__ import annotations

import os

import click

from bisectbuild.cli import COMMANDS
from bisectbuild.engines.choose import choose
from bisectbuild.engines.containers import Containers
from bisectbuild.errors import ExitCode


@click.command("clean", help=COMMANDS["clean"], short_help=COMMANDS["clean"])
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
def command(*, dry_run: bool) -> int:
    """Remove what carries our label, in the engine that `docker` would use."""
    containers = Containers(choose("auto", dict(os.environ)))
    strays = containers.strays()
    for stray in strays:
        click.echo(f"{'would remove' if dry_run else 'removed'} {stray}")
    if not dry_run:
        containers.remove_all()
    if not strays:
        click.echo("Nothing was left behind.")
    return ExitCode.HEALTHY
