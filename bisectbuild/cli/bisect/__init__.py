"""`bisectbuild bisect`: which instruction, value, commit or file turned a test bad."""

from __future__ import annotations

from typing import Any

import click

from bisectbuild.cli import COMMANDS
from bisectbuild.cli.bisect.flags import BisectCommand, bisect_flags
from bisectbuild.errors import ExitCode

_BY_HAND = """By hand: bisectbuild bisect start [DOCKERFILE|DIR], then good, bad or skip [LINE…];
next, run -- CMD, visualize, log, replay FILE, terms, reset, help.

Exit code of the test: 0 good, 125 skip, 1 to 127 bad, more ends the search."""


@click.command(
    "bisect",
    cls=BisectCommand,
    help=COMMANDS["bisect"],
    short_help=COMMANDS["bisect"],
    epilog=_BY_HAND,
)
@click.argument("words", nargs=-1, metavar="[DOCKERFILE|DIR] [CONTEXT] -- CMD…")
@bisect_flags
def command(words: tuple[str, ...], **given: Any) -> int:  # noqa: ANN401 - click's own values
    """Search at once, or take a word of a search by hand."""
    from bisectbuild.cli.bisect import byhand, going_on, hunt  # noqa: PLC0415 - --help needs none
    from bisectbuild.cli.bisect.wish import wish  # noqa: PLC0415 - the same

    if words == ("help",) and not given["test"]:
        click.echo(click.get_current_context().get_help())
        return ExitCode.HEALTHY
    if words and byhand.is_word(words[0]):
        return byhand.take(words, given)
    if given["resume"]:
        return going_on.resume(words, given)
    return hunt.hunt(wish(given, words))


def read_again(args: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Read the words of a record as a command line; give its words and options."""
    with command.make_context("bisect", list(args)) as ctx:
        given = dict(ctx.params)
    return given.pop("words"), given
