"""The command line: a lazy group of commands, and the one door through which errors leave."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

import click

from bisectbuild import __version__
from bisectbuild.errors import BisectBuildError, DockerfileError, ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS: dict[str, str] = {
    "debug": "Build; on failure find the instruction to blame and open a shell just before it.",
    "bisect": "Find the instruction after which a test of yours turns bad.",
    "flaky": "Run single RUN instructions again and again, and tell which pass only sometimes.",
    "shell": "Open a shell in the layer just before a line, of a passing build too.",
    "last": "Explain the newest failed build of the builder's history, without building again.",
    "explain": "Explain a saved log, or a rule by its code; needs no engine.",
    "ci": "Run a build command as it is; if it fails, tell CI why and leave all to go on with.",
    "resume": "Go on, on this machine, with a failed build that `ci` left in a bundle.",
    "split": "Print the Dockerfile with a named stage for each instruction.",
    "report": "Print a saved postmortem in another format, or what changed between two.",
    "doctor": "Say what is usable on this machine, and why not.",
    "clean": "Remove everything that bisectbuild left behind, and only that.",
}


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command runs.

    It carries the one-line helps itself, so that `--help` imports none of them.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order in which a person meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command and give the command in it."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"bisectbuild.cli.{cmd_name}").command
        if not isinstance(command, click.Command):
            raise TypeError(cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; raises UsageError that names the nearest one, or `debug` for a file."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            raise UsageError(f"There is no command {args[0]}.", hint=_nearest(args))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their one-line helps."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="bisectbuild", message="%(prog)s %(version)s")
def group() -> None:
    """Find the instruction that breaks a container build, and open a shell just before it.

    Start with:  bisectbuild debug Dockerfile
    """


def _nearest(args: list[str]) -> str:
    """Say what was meant: a command of nearly that name, or to debug what the word names."""
    import shlex  # noqa: PLC0415 - only for an error
    from difflib import get_close_matches  # noqa: PLC0415 - the same

    near = get_close_matches(args[0], COMMANDS, n=1)
    if near:
        return f"Did you mean: bisectbuild {shlex.join([near[0], *args[1:]])}"
    return f"To debug a build: bisectbuild debug {shlex.join(args)}"


def run(argv: Sequence[str]) -> int:
    """Run one command and give its exit code."""
    from bisectbuild import interrupt  # noqa: PLC0415 - `--help` needs no signal handlers

    try:
        with interrupt.handled():
            code = group.main(args=list(argv), prog_name="bisectbuild", standalone_mode=False)
        return int(code or ExitCode.HEALTHY)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return _interrupted()
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except BisectBuildError as error:
        tell_error(error)
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - the last door: a bug of ours becomes a report
        return _interrupted() if interrupt.is_behind(error) else _unexpected(error, argv)


def _interrupted() -> int:
    """Say that it was, unless it is the terminal that went away."""
    with suppress(OSError):
        click.echo("bisectbuild: interrupted; everything it made was removed.", err=True)
    return ExitCode.INTERRUPTED


def tell_error(error: BisectBuildError) -> None:
    """Say on standard error what happened, where, and what to type next."""
    from bisectbuild.tty.text import visible  # noqa: PLC0415 - only for an error

    place = ""
    if isinstance(error, DockerfileError) and error.file:
        place = f"{error.file}:{error.line}: "
    click.echo(f"bisectbuild: {visible(place + error.message)}", err=True)
    if isinstance(error, DockerfileError) and error.excerpt:
        click.echo(visible(error.excerpt), err=True)
    if error.hint:
        click.echo(visible(error.hint), err=True)


def _unexpected(error: Exception, argv: Sequence[str]) -> int:
    """Tell a full disk behind our own output from a bug of ours."""
    import errno  # noqa: PLC0415 - only here

    if isinstance(error, BrokenPipeError):
        return _quiet_pipe()
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EIO}:
        sys.stderr.write(f"bisectbuild: its output cannot be written: {error.strerror}.\n")
        return ExitCode.BAD_FILE
    from bisectbuild.bugreport import tell_bug  # noqa: PLC0415 - only for a bug

    return tell_bug(error, argv)


def _quiet_pipe() -> int:
    """End without another word, as `cat` does when its reader goes away."""
    import os  # noqa: PLC0415 - only here

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ExitCode.HEALTHY
