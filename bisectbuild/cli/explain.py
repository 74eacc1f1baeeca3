"""`bisectbuild explain`: the diagnosis of a saved log, without an engine; or a rule's page."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from bisectbuild.cli import COMMANDS
from bisectbuild.cli.logs import pieces
from bisectbuild.cli.options import report_paths, telling_flags
from bisectbuild.cli.pages import names_rule, tell_page
from bisectbuild.cli.paths import is_file, is_folder, is_shut, is_there
from bisectbuild.cli.told import Source, tell, text_of
from bisectbuild.cli.work import read_dockerfile
from bisectbuild.errors import UnreadableError
from bisectbuild.options import Manner
from bisectbuild.saved.quoted import quoted_lines
from bisectbuild.saved.read import Saved, read_saved


@click.command("explain", help=COMMANDS["explain"], short_help=COMMANDS["explain"])
@click.argument("words", nargs=-1, metavar="[LOG|-|BB301]")
@click.option("-f", "--dockerfile", metavar="FILE", help="The Dockerfile that the log is of.")
@click.option("--context", metavar="DIR", help="The build context, to look for missing files in.")
@telling_flags
def command(words: tuple[str, ...], **given: Any) -> int:  # noqa: ANN401 - click's own values
    """Read the log, tell what failed in it and why.

    Two logs are read as one: a client's two streams may lie in two files.
    """
    if len(words) == 1 and names_rule(words[0]) and not is_there(Path(words[0])):
        return tell_page(words[0])
    how = Manner(
        shell=False,
        execute=None,
        reports=report_paths(given["reports"]),
        form=given["form"],
        progress="quiet",
        color=given["color"],
    )
    dockerfile = Path(given["dockerfile"]) if given["dockerfile"] else None
    context = _directory(given["context"]) if given["context"] else None
    logs = words or ("-",)
    again = ["bisectbuild", "explain", *logs]
    again += [f"--dockerfile={dockerfile}"] if dockerfile else []
    again += [f"--context={context}"] if context else []
    if dockerfile is not None:
        read_dockerfile(dockerfile)  # A wrong name is told before a long log is read.
    saved = read_saved(pieces(logs))
    text = text_of(dockerfile or _in_context(context, saved), saved)
    return tell(saved, text, Source(again=shlex.join(again), context=context), how)


def _in_context(context: Path | None, saved: Saved) -> Path | None:
    """Find the Dockerfile where the builder looks for it: in the context."""
    if context is None:
        return None
    quoted = quoted_lines(saved.tape.finished.output if saved.tape.finished else "")
    names = (quoted.name, "Dockerfile") if quoted else ("Dockerfile",)
    return next((context / name for name in names if is_file(context / name)), None)


def _directory(name: str) -> Path:
    path = Path(name)
    if not is_folder(path):
        what = "cannot be read" if is_shut(path) else "is not a directory"
        raise UnreadableError(
            f"The build context {path} {what}.",
            hint="Name the directory that docker build was given: --context .",
        )
    return path
