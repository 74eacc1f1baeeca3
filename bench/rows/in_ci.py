"""What `bisectbuild ci` costs a build that passes, against the wrapped command alone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bench.line import Line, at_most
from bench.measure import in_turn, wall
from bench.scene import BASE, OURS, engine, every_builder, scene, scratch

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONG = f"FROM {BASE}\nRUN echo @ > /one && sleep 10\n"
_TAG = "bisectbuild-bench/in-ci"
_THEIRS = ("docker", "build", "-t", _TAG, ".")
_OURS = (OURS, "ci", "--", *_THEIRS)
_BOUND, _ROUNDS = 1.05, 3


def lines() -> Iterator[Line]:
    """Measure a step of ten seconds, which really runs each time, on each builder."""
    for name, builder in every_builder():
        yield _line(name, builder)


def _line(name: str, builder: str) -> Line:
    on = engine(name, builder)
    with scratch() as folder:
        place = scene(on, folder)

        def fresh(argv: tuple[str, ...]) -> float:
            place.write(_LONG)
            return wall(argv, env=place.env, cwd=place.folder)

        found = in_turn(partial(fresh, _OURS), partial(fresh, _THEIRS), rounds=_ROUNDS, warm_up=0)
    on.docker("rmi", _TAG, check=False)
    row = f"in-ci: {name} {builder}, ten seconds | docker build"
    return at_most(row, ours=found.ours, peer=found.peer, unit="s", bound=_BOUND)
