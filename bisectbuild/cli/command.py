"""A click command that reads its words as `docker build` does, pasted commands included."""

from __future__ import annotations

import os
import re

import click

from bisectbuild.cli.rootflags import BUILDX, DOCKER, not_understood, put_into, split
from bisectbuild.errors import UsageError
from bisectbuild.flags import FLAGS

_SWITCHES = {f"--{spec.name}" for spec in FLAGS if spec.switch}
_SHORT_SWITCHES = {spec.short: f"--{spec.name}" for spec in FLAGS if spec.switch and spec.short}
_SHORT_VALUED = {spec.short for spec in FLAGS if spec.short and not spec.switch} | {"f"}
_VALUED = {f"--{spec.name}" for spec in FLAGS if not spec.switch}
_OURS = ("file", "builder", "exec", "report", "format", "color", "at", "keep")
_OURS_OF_SEARCHES = (
    *("good", "bad", "skip", "term-good", "term-bad", "axis", "stage", "jobs", "timeout", "hang"),
    *("repeat", "confidence", "runs", "host-cmd", "package", "port", "env", "size-over", "start"),
    *("layers-diff", "path-is"),
)
_OURS_VALUED = {f"--{name}" for name in (*_OURS, *_OURS_OF_SEARCHES)}
# `docker build` takes the context's own builder, `docker buildx build` the instance in use.
_USES_INSTANCE = {"buildx": ("--builder=buildx",)}
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_SHOWN_WORDS = 3
_BUILD_WORDS = (
    ("build",),
    ("buildx", "build"),
    ("buildx", "b"),
    ("image", "build"),
    ("builder", "build"),
)


class BuildCommand(click.Command):
    """A command that takes the flags of `docker build`.

    Go's switches take a value only after `=`, click's only as the next word, so bare switches are
    given `=true` first. What stands after `--` is a pasted command line.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words.

        Raises UsageError for a pasted command that is no `docker build`, or that has `-` for its
        context, where docker reads the Dockerfile from there and takes an empty context.
        """
        if "--" not in args:
            return super().parse_args(ctx, spell_out(args))
        at = args.index("--")
        rest = super().parse_args(ctx, spell_out([*args[:at], *pasted(args[at + 1 :])]))
        if ctx.params.get("words") == ("-",) and not ctx.params.get("file"):
            raise UsageError(
                "With - as its context, docker build reads a Dockerfile from standard input"
                " and has an empty context; bisectbuild reads files.",
                hint="Save it as a Dockerfile in an empty folder and name that folder.",
            )
        return rest


def spell_out(args: list[str]) -> list[str]:
    """Write `=true` behind each bare switch, and Go's short forms as click reads them.

    The values of other flags are left alone.
    """
    out: list[str] = []
    is_value = False
    for word in args:
        if is_value:
            out.append(word)
            is_value = False
            continue
        words, is_value = _long(word) if word.startswith("--") else _short(word)
        out.extend(words)
    return out


def _long(word: str) -> tuple[list[str], bool]:
    """Give the words that stand for one, and whether the next word is its value."""
    if word in _SWITCHES:
        return [f"{word}=true"], False
    return [word], word in _VALUED or word in _OURS_VALUED


def _short(word: str) -> tuple[list[str], bool]:
    """Do the same for short flags: `-t=x`, `-tx`, `-qt x`; a group ends where a value begins.

    As parseSingleShortArg in pflag 1.0 reads them; a group with an unknown letter is left alone.
    """
    out: list[str] = []
    letters = word[1:] if word.startswith("-") else ""
    while letters:
        flag, rest = letters[0], letters[1:]
        value = rest[1:] if rest.startswith("=") else ""
        if flag in _SHORT_VALUED:
            return [*out, f"-{flag}", *([value or rest] if rest else [])], not rest
        if flag not in _SHORT_SWITCHES:
            return [word], False
        out.append(f"{_SHORT_SWITCHES[flag]}={value or 'true'}")
        letters = "" if value else rest
    return out or [word], False


def pasted(words: list[str]) -> list[str]:
    """Give the arguments of a pasted `docker build …`, its settings put into our environment.

    Raises UsageError for commands that are no `docker build`.
    """
    rest = list(words)
    while rest and _ASSIGNMENT.match(rest[0]):
        name, _, value = rest.pop(0).partition("=")
        os.environ[name] = value
    if not rest or os.path.basename(rest[0]) != "docker":  # noqa: PTH119 - a word, not a path
        raise _unknown(words)
    flags, behind = split(tuple(rest[1:]), DOCKER)
    if behind and behind[0].startswith("-"):
        raise not_understood(behind[0].partition("=")[0])
    put_into(os.environ, flags)
    builder, behind = _of_buildx(behind)
    for build in _BUILD_WORDS:
        if behind[: len(build)] == build:
            return [*_USES_INSTANCE.get(build[0], ()), *builder, *behind[len(build) :]]
    raise _unknown(words)


def _of_buildx(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Take buildx's own flags out from before its subcommand; give those that name a builder."""
    if words[:1] != ("buildx",):
        return (), words
    flags, behind = split(words[1:], BUILDX)
    return tuple(flag for flag in flags if flag.startswith("--builder=")), ("buildx", *behind)


def _unknown(words: list[str]) -> UsageError:
    # What stands after = may be a secret.
    shown = [f"{word.partition('=')[0]}=…" if "=" in word else word for word in words]
    return UsageError(
        "After -- stands a command that bisectbuild does not read: "
        + " ".join(shown[:_SHOWN_WORDS]),
        hint="It reads: docker build …, docker buildx build …, docker image build …",
    )
