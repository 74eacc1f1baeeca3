"""How long a person waits for a shell at a failed step, against doing the same by hand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bench.line import Line, at_most
from bench.measure import in_turn
from bench.rows.prompt import BOUND, BROKEN, LEAVE_OURS, ROUNDS
from bench.scene import OURS, engine, every_builder, scene, scratch
from bench.terminal import until_prompt

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG = "bisectbuild-bench/by-hand"
# What an expert types, with the cut already written: no second is counted for thinking.
_COMMANDS = (
    "docker build {flag} .",
    f"docker build -f Cut --target last-good -t {_TAG} .",
    f"docker run --rm -it {_TAG} sh",
)
# The legacy builder would leave a container for each failed build.
_FLAGS = {"legacy": "--force-rm"}
# Elsewhere the clients are other, and so is what starting them costs: those lines only tell.
_PROMISED = ("docker-new", "buildkit")


def lines() -> Iterator[Line]:
    """Measure at a real terminal, the steps before the failing one cached."""
    for name, builder in every_builder():
        yield _line(name, builder)


def _line(name: str, builder: str) -> Line:
    on = engine(name, builder)
    with scratch() as folder:
        place = scene(on, folder)
        written = place.write(BROKEN)
        place.write(_cut(written), "Cut")
        hand = ("sh", "-c", "; ".join(_COMMANDS).format(flag=_FLAGS.get(builder, "")))
        found = in_turn(
            partial(
                until_prompt,
                (OURS, "debug", "."),
                env=place.env,
                cwd=place.folder,
                leave=LEAVE_OURS,
            ),
            partial(until_prompt, hand, env=place.env, cwd=place.folder),
            rounds=ROUNDS,
        )
    on.docker("rmi", _TAG)
    return at_most(
        f"by-hand: {name} {builder} | three commands",
        ours=found.ours,
        peer=found.peer,
        unit="s",
        bound=BOUND if (name, builder) == _PROMISED else None,
    )


def _cut(dockerfile: str) -> str:
    first, *rest = dockerfile.splitlines()
    return "\n".join([f"{first} AS last-good", *rest[:-1], ""])
