"""`bisectbuild resume`: goes on where a build in CI failed, on this machine."""

from __future__ import annotations

from typing import Any

import click

from bisectbuild.cli import COMMANDS
from bisectbuild.cli.ci.flags import size
from bisectbuild.cli.options import manner, manner_flags


@click.command("resume", help=COMMANDS["resume"], short_help=COMMANDS["resume"])
@click.argument("bundle", metavar="BUNDLE|oci://REGISTRY/REPO:TAG")
@click.option(
    "--trust",
    is_flag=True,
    help="Give it the secrets, variables and privileges that its build asks for.",
)
@click.option(
    "--limit",
    metavar="SIZE",
    help="Let it be so large, also unpacked; else 64G, of which the build context 1G.",
)
@manner_flags
def command(bundle: str, *, trust: bool, limit: str | None, **given: Any) -> int:  # noqa: ANN401 - click's own values
    """Open what was left, and the shell in it."""
    most = None if limit is None else size("--limit", limit)
    from bisectbuild.cli.resuming import Wish, resume  # noqa: PLC0415 - `--help` needs none of it

    how = manner({**given, "quiet": None, "progress": None})
    return resume(bundle, Wish(how=how, builder=given["builder"], trust=trust, limit=most))
