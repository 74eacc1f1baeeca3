"""What sessions leave in an engine, and which of it may go."""

from __future__ import annotations

from bisectbuild.engines.sandbox import DockerSandbox
from bisectbuild.engines.strays import Stray
from bisectbuild.session import Session, is_running, noted, settle


def tidy(sandbox: DockerSandbox, own: Session) -> None:
    """Remove what a session made, and what killed sessions of this machine left behind."""
    for session in {stray.session for stray in left(sandbox)}:
        if session == own.id or not is_running(session):
            clear(sandbox, session)
    settle(own.id)


def left(sandbox: DockerSandbox) -> tuple[Stray, ...]:
    """Give all that sessions left, running ones included."""
    return sandbox.strays(noted())


def clear(sandbox: DockerSandbox, session: str) -> None:
    """Remove all that one session left."""
    sandbox.remove(session, noted().get(session, ()))
    settle(session)


def sorted_out(sandbox: DockerSandbox) -> tuple[tuple[Stray, ...], tuple[Stray, ...]]:
    """Give what was left behind, and what belongs to sessions that may still go on."""
    strays = left(sandbox)
    busy = tuple(stray for stray in strays if is_running(stray.session))
    return tuple(stray for stray in strays if stray not in busy), busy
