"""One build of a text that is not a person's: what a failing step leaves, what its mounts hold."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

from bisectbuild.builder import Builder, BuildEvent, BuildFinished, BuildRequest
from bisectbuild.errors import EngineError
from bisectbuild.trace.masking import masked


def build_text(
    builder: Builder,
    request: BuildRequest,
    secrets: tuple[str, ...],
    listen: Callable[[BuildEvent], None],
) -> BuildFinished:
    """Run a build that no instruction of the person's file stands for; give how it ended.

    Secrets are masked in what `listen` hears. Raises EngineError where the engine goes away.
    """
    finished: BuildFinished | None = None
    with closing(builder.build(request)) as events:
        for event in masked(events, secrets):
            listen(event)
            if isinstance(event, BuildFinished):
                finished = event
    if finished is None:
        raise EngineError("The builder stopped without saying how the build ended.")
    return finished
