"""`debug --watch`: builds again whenever the Dockerfile or the build context changes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bisectbuild.cli import tell_error
from bisectbuild.cli.conclude import publish
from bisectbuild.cli.enter import tell
from bisectbuild.cli.tools import say, workbench
from bisectbuild.cli.work import Job
from bisectbuild.cli.written import is_written, written
from bisectbuild.errors import BisectBuildError
from bisectbuild.outcome import Outcome

if TYPE_CHECKING:
    from watchfiles import Change

_LOOK_EVERY = 500  # milliseconds


def watch(job: Job, outcome: Outcome) -> Outcome:
    """Build again at every change until the person leaves; give the last outcome."""
    with workbench(job, outcome) as bench, suppress(KeyboardInterrupt):
        tell(job, bench)
        told = False
        ours = written(job.options, job.manner.reports)
        for path in changes(job.options.dockerfile, job.options.context, ours):
            if not path:
                if not told:
                    say(job, "Watching the Dockerfile and the build context; Ctrl-C leaves.")
                told = True
                continue
            say(job, f"\n{path} changed.")
            try:
                with closing(job.display):
                    outcome = bench.retry()
            except BisectBuildError as error:
                tell_error(error)
                continue
            publish(bench.postmortem(), job.manner)
            told = False
    return outcome


def changes(dockerfile: Path | None, context: Path, ours: frozenset[Path]) -> Iterator[str]:
    """Give the name of a file each time that something changes, "" while nothing does.

    All of the context is watched: what .dockerignore leaves out costs a build that is all cached.
    What the builds write themselves, in the places of `ours`, is no change; the Dockerfile is one
    wherever it lies.
    """
    from watchfiles import watch as watched  # noqa: PLC0415 - slow to import

    # Editors put a new file in a file's place, so its folder is watched.
    inside, file = context.resolve(), dockerfile.resolve() if dockerfile else None

    def is_wanted(change: Change, name: str) -> bool:
        del change
        path = Path(name)
        return path == file or (path.is_relative_to(inside) and not is_written(path, ours))

    paths = [inside, *([file.parent] if file else [])]
    for found in watched(
        *paths, watch_filter=is_wanted, rust_timeout=_LOOK_EVERY, yield_on_timeout=True
    ):
        yield os.path.relpath(min(path for _, path in found)) if found else ""
