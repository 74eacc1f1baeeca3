"""The options of `bisectbuild bisect`, and reading its words: git's, docker's and a command."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from bisectbuild.axes.registry import AXES
from bisectbuild.cli.command import BuildCommand
from bisectbuild.cli.options import build_flags, confidence_flag, telling_flags
from bisectbuild.errors import UsageError
from bisectbuild.questions.registry import QUESTIONS

Command = TypeVar("Command", bound=Callable[..., Any])
# `--file` is docker's flag for the Dockerfile; followed by one of these it asks about a file.
_CONDITION = re.compile(r"(?:exists|absent|changed)\Z|(?:sha256|mode|owner)=")


class BisectCommand(BuildCommand):
    """A command whose words behind `--` are run in the layers."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; those behind `--` are kept as `test`.

        `typed` keeps all of them, `said` the names of the options that were typed.
        """
        at = args.index("--") if "--" in args else len(args)
        rest = super().parse_args(ctx, asking_of_files(args[:at]))
        options = [name for name in ctx.params if name != "words"]
        ctx.params["said"] = tuple(filter(partial(_is_typed, ctx), options))
        ctx.params["test"] = tuple(args[at + 1 :])
        ctx.params["typed"] = tuple(args)
        if at < len(args) and not ctx.params["test"]:
            raise UsageError("There is no command after --.", hint="bisectbuild bisect -- CMD…")
        return rest


def _is_typed(ctx: click.Context, name: str) -> bool:
    return ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE


def asking_of_files(args: list[str]) -> list[str]:
    """Read `--file PATH exists` as a question, which `--path-is PATH exists` says plainly."""
    out: list[str] = []
    rest = list(args)
    while rest:
        word = rest.pop(0)
        if word.startswith("--file="):
            word, rest = "--file", [word.partition("=")[2], *rest]
        if word != "--file" or len(rest) < 2 or not _CONDITION.match(rest[1]):  # noqa: PLR2004
            out.append(word)
            continue
        path, conditions = rest.pop(0), []
        while rest and _CONDITION.match(rest[0]):
            conditions.append(rest.pop(0))
        out += ["--path-is", path, ",".join(conditions)]
    return out


def bisect_flags(command: Command) -> Command:
    """Give a command all options of a bisection."""
    for option in reversed((*_ASKING, *_SEARCHING)):
        command = option(command)
    return build_flags(telling_flags(command))


_ASKING: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--host-cmd",
        metavar="CMD",
        help="Run CMD on this machine; $BISECTBUILD_IMAGE names the image of the layer.",
    ),
    click.option(
        "--path-is",
        nargs=2,
        default=None,
        metavar="PATH CONDITION",
        help="Good while PATH fits: exists; absent; changed (still as it was at first); sha256=…;"
        " mode=…; owner=…. Also written --file PATH CONDITION.",
    ),
    *(
        click.option(
            f"--{spec.option}", spec.name, default=None, metavar=spec.metavar, help=spec.help
        )
        for spec in QUESTIONS
        if spec.option != "path-is"
    ),
)
_SEARCHING: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--axis",
        nargs=2,
        default=None,
        metavar="NAME SPEC",
        help="Search along something else: " + "; ".join(f"{a.usage}" for a in AXES) + ".",
    ),
    click.option("--stage", metavar="NAME", help="With --axis base: the stage whose base it is."),
    click.option(
        "--first-parent", is_flag=True, help="With --axis commit: count a merge as one commit."
    ),
    click.option(
        "--good",
        multiple=True,
        metavar="POINT",
        help="Known to be good: a line, or a commit, tag, value or LINE.N of --axis. Many.",
    ),
    click.option("--bad", metavar="POINT", help="Known to be bad; not tested."),
    click.option("--skip", multiple=True, metavar="POINT", help="Not to be tested. Many."),
    click.option("--term-good", default="good", metavar="WORD", help="Another word for good."),
    click.option("--term-bad", default="bad", metavar="WORD", help="Another word for bad."),
    click.option("--all", "whole", is_flag=True, help="Test every point; give every change."),
    click.option(
        "--jobs",
        type=click.IntRange(1, 64),
        default=1,
        metavar="N",
        help="Test up to N points at once.",
        show_default=True,
    ),
    click.option(
        "--timeout",
        type=click.FloatRange(min=0, max=604800, min_open=True),
        default=None,
        metavar="SECONDS",
        help="How long one test may take; the build does not count.",
    ),
    click.option(
        "--hang",
        type=click.Choice(["good", "bad", "skip"]),
        default="bad",
        help="What a test counts as that takes longer.",
        show_default=True,
    ),
    click.option(
        "--repeat",
        type=click.IntRange(1, 1000),
        default=1,
        metavar="N",
        help="Test a point up to N times, and decide on evidence.",
    ),
    confidence_flag("With --repeat: name no culprit below this probability."),
    click.option("--resume", is_flag=True, help="Go on with the bisection that was cut short."),
    click.option(
        "--builder",
        default="auto",
        metavar="auto|buildkit|legacy|NAME",
        help="Which builder works; auto takes the one that `docker build` would use.",
    ),
)
