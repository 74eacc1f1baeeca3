"""What a build that passes costs more under bisectbuild than under plain `docker buildx build`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bench.line import Line, at_most
from bench.measure import in_turn, wall
from bench.scene import BASE, OURS, engine, scene, scratch
from bench.terminal import until_end

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.measure import Pair
    from bench.scene import Scene

_CACHED = f"FROM {BASE}\nRUN echo @ > /one\nRUN echo two > /two\nRUN echo three > /three\n"
_LONG = f"FROM {BASE}\nRUN echo @ > /one && sleep 10\n"
_TAG = "bisectbuild-bench/healthy"
_OURS = (OURS, "debug", "--no-shell", "-t", _TAG, ".")
_THEIRS = ("docker", "buildx", "build", "-t", _TAG, ".")
_CACHED_BOUND, _CACHED_ROUNDS = 1.4, 11
_LONG_BOUND, _LONG_ROUNDS = 1.03, 3


def lines() -> Iterator[Line]:
    """Measure three cached steps, through a pipe and at a terminal, and a step of ten seconds."""
    on = engine("docker-new", "buildkit")
    for place, run in (("pipe", wall), ("terminal", until_end)):
        with scratch() as folder:
            found = _cached(scene(on, folder), run)
        yield _line(f"three cached steps, {place}", found, _CACHED_BOUND)
    with scratch() as folder:
        found = _long(scene(on, folder))
    yield _line("ten seconds, pipe", found, _LONG_BOUND)
    on.docker("rmi", _TAG)


def _line(what: str, found: Pair, bound: float) -> Line:
    row = f"healthy: {what} | docker buildx build"
    return at_most(row, ours=found.ours, peer=found.peer, unit="s", bound=bound)


def _cached(place: Scene, run: Callable[..., float]) -> Pair:
    place.write(_CACHED)
    return in_turn(
        partial(run, _OURS, env=place.env, cwd=place.folder),
        partial(run, _THEIRS, env=place.env, cwd=place.folder),
        rounds=_CACHED_ROUNDS,
    )


def _long(place: Scene) -> Pair:
    """Build something new each time, so that the step really runs."""

    def fresh(argv: tuple[str, ...]) -> float:
        place.write(_LONG)
        return wall(argv, env=place.env, cwd=place.folder)

    return in_turn(partial(fresh, _OURS), partial(fresh, _THEIRS), rounds=_LONG_ROUNDS, warm_up=0)
