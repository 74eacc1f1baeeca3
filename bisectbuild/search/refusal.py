"""Failures that say nothing of what was built: they end the work, as no search explains them."""

from __future__ import annotations

from bisectbuild.builder import Failure, FailureKind
from bisectbuild.errors import EngineError, UnreadableError


def refuse_engine(failure: Failure, blamed: str, advice: str) -> None:
    """Raise EngineError where it was the engine that failed, not what could be `blamed` for it.

    A build that was cancelled ends as Ctrl-C does. `advice` tells how to go on.
    """
    if failure.kind is FailureKind.CANCELLED:
        raise KeyboardInterrupt
    if failure.kind is FailureKind.ENGINE:
        raise EngineError(
            f"The engine failed, not the {blamed}: {failure.message}",
            hint=f"See whether it still answers (`docker version`){advice}",
        )


def refuse_request(failure: Failure) -> None:
    """Raise UnreadableError where the builder began no step at all."""
    if failure.kind is FailureKind.SETUP:
        raise UnreadableError(
            f"The builder refused the request before any step: {failure.message}",
            hint="Check the build context and the flags; `docker build` says the same.",
        )
