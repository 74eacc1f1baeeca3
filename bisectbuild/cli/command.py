"""A click command that reads its words as `docker build` does, pasted commands included."""

from __future__ import annotations

import os
import re

import click

from bisectbuild.errors import UsageError
from bisectbuild.flags import FLAGS

_SWITCHES = {f"--{spec.name}" for spec in FLAGS if spec.switch}
_SHORT_SWITCHES = {
    f"-{spec.short}": f"--{spec.name}" for spec in FLAGS if spec.switch and spec.short
}
_VALUED = {f"--{spec.name}" for spec in FLAGS if not spec.switch} | {
    f"-{spec.short}" for spec in FLAGS if spec.short and not spec.switch
}
_OURS_VALUED = {"-f", "--file", "--builder", "--exec", "--report", "--format", "--color", "--at"}
# `docker build` takes the context's own builder, `docker buildx build` the instance in use.
_USES_INSTANCE = {"buildx": ("--builder=buildx",)}
_ASSIGNMENT = re.compile(r"(DOCKER|BUILDX|BUILDKIT|COMPOSE)_[A-Z_]+=")
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
        """Read the words; raises UsageError for a pasted command that is no `docker build`."""
        if "--" in args:
            at = args.index("--")
            args = [*args[:at], *pasted(args[at + 1 :])]
        return super().parse_args(ctx, spell_out(args))


def spell_out(args: list[str]) -> list[str]:
    """Write `=true` behind each bare switch, leaving the values of other flags alone."""
    out: list[str] = []
    is_value = False
    for word in args:
        if is_value:
            out.append(word)
            is_value = False
            continue
        is_value = word in _VALUED or word in _OURS_VALUED
        long = _SHORT_SWITCHES.get(word, word)
        out.append(f"{long}=true" if long in _SWITCHES else word)
    return out


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
    rest = _global_flags(rest[1:])
    for build in _BUILD_WORDS:
        if tuple(rest[: len(build)]) == build:
            return [*_USES_INSTANCE.get(build[0], ()), *rest[len(build) :]]
    raise _unknown(words)


def _global_flags(words: list[str]) -> list[str]:
    """Take `docker`'s own flags that stand before the subcommand."""
    variables = {
        "--context": "DOCKER_CONTEXT",
        "-c": "DOCKER_CONTEXT",
        "--host": "DOCKER_HOST",
        "-H": "DOCKER_HOST",
        "--config": "DOCKER_CONFIG",
    }
    while words and words[0].startswith("-"):
        name, equals, value = words[0].partition("=")
        if name not in variables:
            raise UsageError(
                f"{name}: this flag of docker itself is not understood.",
                hint="Leave it out, or set it by an environment variable.",
            )
        used = 1 if equals else 2
        os.environ[variables[name]] = value if equals else "".join(words[1:2])
        words = words[used:]
    return words


def _unknown(words: list[str]) -> UsageError:
    return UsageError(
        f"After -- stands a command that bisectbuild does not read: {' '.join(words[:3])}",
        hint="It reads: docker build …, docker buildx build …, docker image build …",
    )
