"""`bisectbuild explain`: the diagnosis of a saved log, without an engine; or a rule's page."""

from __future__ import annotations

import shlex
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bisectbuild.assemble import Setting, assemble
from bisectbuild.builder import BuilderInfo, BuilderKind
from bisectbuild.cli import COMMANDS
from bisectbuild.cli.caveats import caveats
from bisectbuild.cli.conclude import exit_code, publish
from bisectbuild.cli.judged import judge
from bisectbuild.cli.logs import pieces
from bisectbuild.cli.options import report_paths
from bisectbuild.cli.pages import names_rule, tell_page
from bisectbuild.cli.secrets import secrets_of
from bisectbuild.cli.work import read_dockerfile
from bisectbuild.context.ignore import Ignore, find_ignore
from bisectbuild.dockerfile.model import Dockerfile
from bisectbuild.dockerfile.parse import parse
from bisectbuild.errors import BisectBuildError, UnreadableError
from bisectbuild.evidence.gather import Witnesses
from bisectbuild.inquiry import Inquiry, inquire
from bisectbuild.options import BuildOptions, Manner
from bisectbuild.report import RENDERERS
from bisectbuild.saved.dockerfile import Rebuilt, rebuild
from bisectbuild.saved.forms import Form
from bisectbuild.saved.quoted import quoted_lines
from bisectbuild.saved.read import Saved, read_saved


@click.command("explain", help=COMMANDS["explain"], short_help=COMMANDS["explain"])
@click.argument("words", nargs=-1, metavar="[LOG|-|BB301]")
@click.option("--dockerfile", "-f", metavar="FILE", help="The Dockerfile that the log is of.")
@click.option("--context", metavar="DIR", help="The build context, to look for missing files in.")
@click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="FILE",
    help="Write the postmortem as well, in the format of the file's ending.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(RENDERERS)),
    default="text",
    help="What to print on standard output.",
)
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colours."
)
def command(words: tuple[str, ...], **given: Any) -> int:  # noqa: ANN401 - click's own values
    """Read the log, tell what failed in it and why."""
    if len(words) == 1 and names_rule(words[0]) and not Path(words[0]).exists():
        return tell_page(words[0])
    how = Manner(
        shell=False,
        execute=None,
        reports=report_paths(given["reports"]),
        form=given["form"],
        progress="quiet",
        color=given["color"],
    )
    dockerfile, context = given["dockerfile"], given["context"]
    return explain(
        Given(
            logs=words or ("-",),
            dockerfile=Path(dockerfile) if dockerfile else None,
            context=_directory(context) if context else None,
        ),
        how,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a person gave beside a log; None for what they did not."""

    logs: tuple[str, ...]
    dockerfile: Path | None
    context: Path | None

    @property
    def command_line(self) -> str:
        """The command that does this again."""
        words = ["bisectbuild", "explain", *self.logs]
        words += [f"--dockerfile={self.dockerfile}"] if self.dockerfile else []
        words += [f"--context={self.context}"] if self.context else []
        return shlex.join(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """The Dockerfile that the log is read with; `rebuilt` where the log itself had to give it."""

    path: Path
    file: Dockerfile
    rebuilt: Rebuilt | None = None


def explain(given: Given, how: Manner) -> int:
    """Read, judge, tell, write the reports; give the exit code."""
    if given.dockerfile is not None:
        read_dockerfile(given.dockerfile)  # A wrong name is told before a long log is read.
    saved = read_saved(pieces(given.logs))
    text = _text(given, saved)
    options = BuildOptions(
        dockerfile=text.path,
        context=given.context or text.path.parent,
        target=None,
        builder="auto",
        flags=(),
    )
    secrets = secrets_of(options, text.file, {})
    outcome = judge(saved, text.file, secrets)
    kind = saved.form.kind if saved.form else BuilderKind.UNKNOWN
    setting = Setting(
        dockerfile=text.file,
        options=options,
        info=_info(saved.form, kind),
        build_args={},
        reproduce=given.command_line,
        started=datetime.now(UTC),
        seconds=sum(record.seconds or 0.0 for record in outcome.records),
        warnings=caveats(saved, text.file, text.rebuilt, outcome),
        secrets=secrets,
        diagnosis=inquire(
            Inquiry(dockerfile=text.file, kind=kind, whom=_witnesses(given, text, kind)), outcome
        ),
    )
    publish(assemble(setting, outcome), how)
    return exit_code(outcome)


def _text(given: Given, saved: Saved) -> _Text:
    """Give the person's Dockerfile, that of the context, or what the log tells of it."""
    path = given.dockerfile or _in_context(given.context, saved)
    if path is not None:
        return _Text(path=path, file=parse(read_dockerfile(path), name=str(path)))
    rebuilt = rebuild(saved.tape, saved.form or Form.PLAIN)
    name = f"{rebuilt.name} (from the log)"
    return _Text(path=Path(name), file=parse(rebuilt.data, name=name), rebuilt=rebuilt)


def _in_context(context: Path | None, saved: Saved) -> Path | None:
    """Find the Dockerfile where the builder looks for it: in the context."""
    if context is None:
        return None
    quoted = quoted_lines(saved.tape.finished.output if saved.tape.finished else "")
    names = (quoted.name, "Dockerfile") if quoted else ("Dockerfile",)
    return next((context / name for name in names if (context / name).is_file()), None)


def _directory(name: str) -> Path:
    path = Path(name)
    if not path.is_dir():
        raise UnreadableError(
            f"The build context {path} is not a directory.",
            hint="Name the directory that docker build was given: --context .",
        )
    return path


def _witnesses(given: Given, text: _Text, kind: BuilderKind) -> Witnesses:
    """Give whom to ask: only files, and only where the person says which."""
    if given.context is None:
        return Witnesses()
    ignore = Ignore()
    with suppress(BisectBuildError):
        dockerfile = None if text.rebuilt else text.path
        buildkit = kind is not BuilderKind.LEGACY
        ignore = find_ignore(given.context.resolve(), dockerfile, buildkit=buildkit)
    return Witnesses(context=given.context.resolve(), ignore=ignore)


def _info(form: Form | None, kind: BuilderKind) -> BuilderInfo:
    why = f"Read from a saved log: {form.value}." if form else "The log tells of no builder."
    name = "podman" if form is Form.PODMAN else ""
    return BuilderInfo(kind=kind, name=name, version="", why=why)
