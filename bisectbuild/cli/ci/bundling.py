"""Packs a failed build into a bundle, to go on with on another machine."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path

from bisectbuild import __version__
from bisectbuild.builder import BuilderKind
from bisectbuild.bundle.how import How
from bisectbuild.bundle.pack import Packed, Parts, pack
from bisectbuild.cli.ci.bundled import Bundled
from bisectbuild.cli.ci.case import Case
from bisectbuild.cli.ci.flags import BundleOptions
from bisectbuild.cli.ci.saying import say_error
from bisectbuild.cli.ci.tee import logs_in
from bisectbuild.cli.logs import pieces
from bisectbuild.cli.work import Job
from bisectbuild.context.archive import seen_tar
from bisectbuild.context.ignore import Ignore, find_ignore
from bisectbuild.context.listing import walk
from bisectbuild.engines.oci import SCHEME, push
from bisectbuild.engines.sandbox import DockerSandbox
from bisectbuild.errors import BisectBuildError, BundleError
from bisectbuild.flags import values
from bisectbuild.outcome import Broken
from bisectbuild.redact.stream import RedactedStream
from bisectbuild.redact.text import redact, redact_flag
from bisectbuild.report.json import render
from bisectbuild.report.words import size

_NOTHING = "There is no build that could be gone on with"


def bundle(case: Case, how: BundleOptions, folder: Path) -> Bundled | None:
    """Make a bundle, of the logs in `folder` too; where none can be made, say why."""
    try:
        return _made(case, how, logs_in(folder))
    except BisectBuildError as error:
        say_error("No bundle was made: ", error)
        return None


def _made(case: Case, how: BundleOptions, logs: tuple[str, ...]) -> Bundled:
    if case.job is None or case.bench is None:
        raise BundleError(f"{_NOTHING}: {case.trouble}")
    if not isinstance(case.outcome, Broken):
        raise BundleError(f"{_NOTHING}: no instruction is known to fail.")
    states = _whole_ids(case.job, case.bench.states())
    parts = _parts(case, case.job, how, states, logs)
    if not how.name.startswith(SCHEME):
        packed = _pack(case.job, parts, Path(how.name), how.limit)
    else:
        with tempfile.TemporaryDirectory(prefix="bisectbuild-") as folder:
            file = Path(folder) / "bundle"
            packed = _pack(case.job, parts, file, how.limit)
            push(file, how.name, os.environ, limit=how.limit)
    return Bundled(name=how.name, size=size(packed.size), states=states)


def _whole_ids(job: Job, states: Mapping[str, str]) -> dict[str, str]:
    """Give the images by their whole ids: the legacy builder tells short ones."""
    with closing(DockerSandbox(job.choice, dict(os.environ))) as sandbox:
        return {state: sandbox.facts(image).id for state, image in states.items()}


def _parts(
    case: Case, job: Job, how: BundleOptions, states: Mapping[str, str], logs: tuple[str, ...]
) -> Parts:
    return Parts(
        how=_how(case, job),
        postmortem=render(case.postmortem),
        dockerfile=case.postmortem.dockerfile.text.encode(),
        log=_masked(logs, job.plan.secrets),
        states=states,
        clean=partial(redact, secrets=job.plan.secrets),
        context=_context(job) if how.context else None,
        listing=tuple(path for path, _ in walk(job.options.context, _ignore(job))),
        context_limit=how.context_limit,
    )


def _pack(job: Job, parts: Parts, out: Path, limit: int) -> Packed:
    with closing(DockerSandbox(job.choice, dict(os.environ))) as sandbox:
        images = tuple(dict.fromkeys(parts.states.values()))
        return pack(sandbox.save(images) if images else (), parts, out, limit=limit)


def _how(case: Case, job: Job) -> How:
    options, culprit = job.options, case.postmortem.culprit
    return How(
        program=f"bisectbuild {__version__}",
        dockerfile=str(options.dockerfile or "-"),
        target=options.target or "",
        flags=tuple(_flag(word, job.plan.secrets) for word in options.flags),
        builder=job.choice.kind.value,
        engine=case.postmortem.builder.version,
        platform=",".join(values(options.flags, "platform")),
        line=culprit.line_start if culprit else 0,
    )


def _flag(word: str, secrets: tuple[str, ...]) -> str:
    """Give a flag as a bundle has it: a build arg in which a secret stands keeps its name alone.

    So `resume` tells that it is left out, and takes it from the environment where it is trusted.
    """
    shown = redact_flag(word, secrets)
    if shown != word and word.startswith("--build-arg="):
        return "=".join(shown.split("=")[:2])
    return shown


def _context(job: Job) -> Callable[[], Iterator[bytes]]:
    """Give what begins the tar of what the builder was sent."""
    return partial(seen_tar, job.options.context, _ignore(job))


def _ignore(job: Job) -> Ignore:
    buildkit = job.choice.kind is BuilderKind.BUILDKIT
    return find_ignore(job.options.context, job.options.dockerfile, buildkit=buildkit)


def _masked(logs: tuple[str, ...], secrets: tuple[str, ...]) -> Iterator[bytes]:
    stream = RedactedStream(secrets)
    for data in pieces(logs):
        yield stream.feed(data)
    yield stream.finish()
