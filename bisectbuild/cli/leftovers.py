"""What sessions leave in an engine, and which of it may go."""

from __future__ import annotations

from bisectbuild.engines.containers import Containers, Stray
from bisectbuild.session import is_running


def tidy(containers: Containers, own: str) -> None:
    """Remove what a session made, and what killed sessions of this machine left behind."""
    for session in {stray.session for stray in containers.strays()}:
        if session == own or not is_running(session):
            containers.remove(session)


def sorted_out(containers: Containers) -> tuple[tuple[Stray, ...], tuple[Stray, ...]]:
    """Give what was left behind, and what belongs to sessions that may still go on."""
    strays = containers.strays()
    busy = tuple(stray for stray in strays if is_running(stray.session))
    return tuple(stray for stray in strays if stray not in busy), busy
