"""How long a person waits for a shell at a failed step, against `docker buildx debug`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bench.line import Line, at_most
from bench.measure import in_turn
from bench.scene import BASE, OURS, engine, scene, scratch
from bench.terminal import PROMPT, until_prompt

if TYPE_CHECKING:
    from collections.abc import Iterator

BROKEN = f"FROM {BASE}\nRUN echo @ > /one\nRUN echo two > /two\nRUN false\n"
ROUNDS = 7
BOUND = 1.15
THEIRS = ("docker", "buildx", "debug", "--on=error", "build", "--progress=plain", ".")
# Leaving the shell leads to a prompt of its own, with both.
LEAVE_OURS = ((PROMPT, "exit"), (r"\(bisectbuild\)", "quit"))
LEAVE_THEIRS = ((PROMPT, "exit"), (r"\(buildx\)", "exit"))


def lines() -> Iterator[Line]:
    """Measure at a real terminal, from the start to the first prompt of a shell in the image.

    The steps before the failing one are cached. buildx debug is only in new clients.
    """
    on = engine("docker-new", "buildkit")
    with scratch() as folder:
        place = scene(on, folder)
        place.write(BROKEN)
        theirs = {**place.env, "BUILDX_EXPERIMENTAL": "1"}
        found = in_turn(
            partial(
                until_prompt,
                (OURS, "debug", "."),
                env=place.env,
                cwd=place.folder,
                leave=LEAVE_OURS,
            ),
            partial(until_prompt, THEIRS, env=theirs, cwd=place.folder, leave=LEAVE_THEIRS),
            rounds=ROUNDS,
        )
    yield at_most(
        "prompt: docker-new buildkit | buildx debug",
        ours=found.ours,
        peer=found.peer,
        unit="s",
        bound=BOUND,
    )
