"""`bisectbuild ci`: a build as it always was, and if it fails all that helps to go on."""

from __future__ import annotations

from typing import Any

import click

from bisectbuild.cli import COMMANDS
from bisectbuild.cli.ci.beforehand import told_before
from bisectbuild.cli.ci.flags import ci_flags, ci_options


@click.command(
    "ci",
    help=COMMANDS["ci"],
    short_help=COMMANDS["ci"],
    context_settings={"allow_interspersed_args": False},
    epilog="The exit code is that of the command, and 0 where a person typed `resume job`.",
)
@click.argument("words", nargs=-1, metavar="-- docker build …", type=click.UNPROCESSED)
@ci_flags
def command(words: tuple[str, ...], **given: Any) -> int:  # noqa: ANN401 - click's own values
    """Run the command; on failure tell why, and write what is needed to go on."""
    options = ci_options(given, words)
    from bisectbuild.cli.ci.running import run  # noqa: PLC0415 - `--help` needs none of it

    defaults = {str(option.name): option.default for option in command.params}
    return run(options, tuple(told_before(options, given, defaults)))
