"""Words that show variables: env, args."""

from __future__ import annotations

from bisectbuild.debugger.port import Workbench
from bisectbuild.debugger.state import Out, State, Then
from bisectbuild.debugger.words.word import Arguments, Word
from bisectbuild.tty.text import visible


def _env(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    del state
    arguments.words()
    for name, value in workbench.environment():
        out(visible(f"{name}={value}"))
    return Then.STAY


def _args(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    del state
    arguments.words()
    found = workbench.arguments()
    for name, value in found:
        out(visible(f"{name}={value}"))
    if not found:
        out("No build arg is in scope here.")
    return Then.STAY


ENV = Word(
    name="env",
    usage="env",
    summary="Show the variables as the step sees them.",
    help="Shows the variables as the step sees them: ENV, build args, and what the base image"
    " sets. The values of secret ones are masked.",
    handler=_env,
)
ARGS = Word(
    name="args",
    usage="args",
    summary="Show the build args that are in scope here.",
    help="Shows the build args that are in scope where you stand and their values; those of secret"
    " ones are masked. set changes one.",
    handler=_args,
)
