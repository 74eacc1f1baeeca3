"""How long it takes to find a bad instruction, against a walk over all of them by hand."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from bench.line import Line, at_most
from bench.measure import in_turn, wall
from bench.scene import OURS, Scene, engine, every_builder, scene, scratch
from bisectbuild.dockerfile.cut import cut_after, is_buildable
from bisectbuild.dockerfile.parse import parse
from tests.support.bisecting import PLACES, broken_at, planted, tells

if TYPE_CHECKING:
    from collections.abc import Iterator

BOUND = 0.3
_TAG = "bisectbuild-bench/walk"
_PLACE = PLACES[len(PLACES) // 2]


def lines() -> Iterator[Line]:
    """Measure with everything built already, on each builder."""
    for name, builder in every_builder():
        yield _line(name, builder)


def _line(name: str, builder: str) -> Line:
    on = engine(name, builder)
    with scratch() as folder:
        place = scene(on, folder)
        text, _ = planted(os.urandom(4).hex())
        place.write(text)
        on.docker("build", "-q", str(place.folder))
        walk = ("sh", "-c", _walk(place, text))
        found = in_turn(
            partial(
                wall,
                (OURS, "bisect", ".", "--", tells(_PLACE)),
                env=place.env,
                cwd=place.folder,
                code=1,
            ),
            partial(wall, walk, env=place.env, cwd=place.folder),
            rounds=1,
            warm_up=0,
        )
    on.docker("rmi", _TAG, check=False)
    return at_most(
        f"bisecting: {name} {builder} | a walk over 64 instructions",
        ours=found.ours,
        peer=found.peer,
        unit="s",
        bound=BOUND,
    )


def _walk(place: Scene, text: str) -> str:
    """Write each cut beside the Dockerfile; give the commands that build and test them all."""
    dockerfile = parse(text.encode())
    commands = []
    for entry in dockerfile.instructions:
        if is_buildable(dockerfile, entry.index):
            cut = cut_after(dockerfile, entry.index)
            file = place.folder.parent / f"cut-{entry.index}"
            file.write_bytes(cut.data)
            build = f"docker build -q -f {file} --target {cut.target} -t {_TAG} . >/dev/null"
            test = f"docker run --rm {_TAG} test ! -e {broken_at(_PLACE)}"
            commands.append(f"{build} && {{ {test} || true; }}")
    return " && ".join(commands)
