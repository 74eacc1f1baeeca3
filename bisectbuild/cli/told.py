"""Telling what a saved build says: read with a Dockerfile, judged, asked about, published."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bisectbuild.assemble import Setting, assemble
from bisectbuild.builder import BuilderInfo, BuilderKind
from bisectbuild.cli.caveats import caveats
from bisectbuild.cli.conclude import exit_code, publish
from bisectbuild.cli.judged import judge
from bisectbuild.cli.secrets import secrets_of
from bisectbuild.cli.work import read_dockerfile
from bisectbuild.context.ignore import Ignore, find_ignore
from bisectbuild.dockerfile.model import Dockerfile
from bisectbuild.dockerfile.parse import parse
from bisectbuild.errors import BisectBuildError
from bisectbuild.evidence.gather import Witnesses
from bisectbuild.inquiry import Inquiry, inquire
from bisectbuild.options import BuildOptions, Manner
from bisectbuild.outcome import Outcome
from bisectbuild.postmortem import Postmortem
from bisectbuild.saved.dockerfile import Rebuilt, rebuild
from bisectbuild.saved.forms import Form
from bisectbuild.saved.read import Saved


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The Dockerfile that a log is read with; `rebuilt` where the log itself had to give it."""

    path: Path
    file: Dockerfile
    rebuilt: Rebuilt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a saved build comes from.

    `context` is the build context where the person says which, else None; `flags` are those of
    the build, as far as they are known, and `environment` what they took values from; `again` is
    the command line that tells this again.
    """

    again: str
    why: str = ""
    context: Path | None = None
    target: str | None = None
    flags: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)


def text_of(path: Path | None, saved: Saved) -> Text:
    """Read a Dockerfile, or (None) put together what the log tells of it.

    Raises UnreadableError.
    """
    if path is not None:
        return Text(path=path, file=parse(read_dockerfile(path), name=str(path)))
    rebuilt = rebuild(saved.tape, saved.form or Form.PLAIN)
    name = f"{rebuilt.name} (from the log)"
    return Text(path=Path(name), file=parse(rebuilt.data, name=name), rebuilt=rebuilt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a saved build came to, and the record of it; `secrets` are masked in both."""

    outcome: Outcome
    postmortem: Postmortem
    secrets: tuple[str, ...] = ()


def tell(saved: Saved, text: Text, source: Source, how: Manner) -> int:
    """Judge, ask what files can tell, print and write; give the exit code."""
    told = record(saved, text, source)
    publish(told.postmortem, how)
    return exit_code(told.outcome)


def record(saved: Saved, text: Text, source: Source) -> Told:
    """Judge and ask what files can tell; no engine is asked."""
    options = BuildOptions(
        dockerfile=text.path,
        context=source.context or text.path.parent,
        target=source.target,
        builder="auto",
        flags=source.flags,
    )
    secrets = secrets_of(options, text.file, source.environment)
    build_args = options.build_args(source.environment)
    places = text.rebuilt.places if text.rebuilt else None
    outcome = judge(saved, text.file, secrets, places)
    info = _info(saved.form, source.why)
    about = Inquiry(
        dockerfile=text.file,
        kind=info.kind,
        build_args=build_args,
        whom=_witnesses(source.context, text, info.kind),
    )
    setting = Setting(
        dockerfile=text.file,
        options=options,
        info=info,
        build_args=build_args,
        reproduce=source.again,
        started=datetime.now(UTC),
        seconds=sum(record.seconds or 0.0 for record in outcome.records),
        warnings=caveats(saved, text.file, text.rebuilt, outcome),
        secrets=secrets,
        diagnosis=inquire(about, outcome),
    )
    return Told(outcome=outcome, postmortem=assemble(setting, outcome), secrets=secrets)


def _witnesses(context: Path | None, text: Text, kind: BuilderKind) -> Witnesses:
    """Give whom to ask: only files, and only where the person says which."""
    if context is None:
        return Witnesses()
    ignore = Ignore()
    with suppress(BisectBuildError):
        dockerfile = None if text.rebuilt else text.path
        buildkit = kind is not BuilderKind.LEGACY
        ignore = find_ignore(context.resolve(), dockerfile, buildkit=buildkit)
    return Witnesses(context=context.resolve(), ignore=ignore)


def _info(form: Form | None, why: str) -> BuilderInfo:
    told = f"Read from a saved log: {form.value}." if form else "The log tells of no builder."
    return BuilderInfo(
        kind=form.kind if form else BuilderKind.UNKNOWN,
        name="podman" if form is Form.PODMAN else "",
        version="",
        why=why or told,
    )
