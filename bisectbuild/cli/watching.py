"""`debug --watch`: builds again whenever the Dockerfile or the build context changes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bisectbuild.assemble import assemble
from bisectbuild.cli.conclude import publish
from bisectbuild.cli.setting import setting
from bisectbuild.cli.tools import say, workbench
from bisectbuild.cli.work import Job
from bisectbuild.errors import BisectBuildError
from bisectbuild.outcome import Outcome

_LOOK_EVERY = 500  # milliseconds


def watch(job: Job, outcome: Outcome) -> Outcome:
    """Build again at every change until the person leaves; give the last outcome."""
    with workbench(job, outcome) as bench, suppress(KeyboardInterrupt):
        told = False
        for path in changes(job.options.dockerfile, job.options.context):
            if not path:
                if not told:
                    say(job, "Watching the Dockerfile and the build context; Ctrl-C leaves.")
                told = True
                continue
            say(job, f"\n{path} changed.")
            try:
                outcome = bench.retry()
            except BisectBuildError as error:
                say(job, f"bisectbuild: {error.message}")
                continue
            finally:
                job.display.close()
            publish(assemble(setting(job, bench.plan), outcome), job.manner)
            told = False
    return outcome


def changes(dockerfile: Path | None, context: Path) -> Iterator[str]:
    """Give the name of a file each time that something changes, "" while nothing does.

    All of the context is watched: what .dockerignore leaves out costs a build that is all cached.
    """
    from watchfiles import watch as watched  # noqa: PLC0415 - slow to import

    paths = [context, *([dockerfile] if dockerfile else [])]
    for found in watched(*paths, rust_timeout=_LOOK_EVERY, yield_on_timeout=True):
        yield os.path.relpath(min(path for _, path in found)) if found else ""
