"""How long a person waits from the end of the failing step to a shell, against `buildx debug`."""

from __future__ import annotations

import re
import time
from functools import partial
from typing import TYPE_CHECKING

import pexpect

from bench.line import Line, at_most
from bench.measure import in_turn
from bench.rows.prompt import LEAVE_OURS, LEAVE_THEIRS, THEIRS
from bench.scene import BASE, OURS, engine, scene, scratch
from bench.terminal import begin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

ROUNDS = 7
BOUND = 0.8
# A step of some seconds, as those that people wait for; the last thing it does is tell the time.
BROKEN = f"""FROM {BASE}
RUN echo @ > /one
RUN sleep 3; echo "ended-$(cut -d ' ' -f 1 /proc/uptime)"; exit 9
"""
_ENDED = re.compile(r"ended-(\d+\.\d+)")


def lines() -> Iterator[Line]:
    """Measure at a real terminal; the step tells when it ended, by this machine's uptime."""
    on = engine("docker-new", "buildkit")
    with scratch() as folder:
        place = scene(on, folder)
        place.write(BROKEN)
        theirs = {**place.env, "BUILDX_EXPERIMENTAL": "1"}
        found = in_turn(
            partial(_wait, (OURS, "debug", "."), env=place.env, cwd=place.folder, leave=LEAVE_OURS),
            partial(_wait, THEIRS, env=theirs, cwd=place.folder, leave=LEAVE_THEIRS),
            rounds=ROUNDS,
        )
    yield at_most(
        "step-end: docker-new buildkit | buildx debug",
        ours=found.ours,
        peer=found.peer,
        unit="s",
        bound=BOUND,
    )


def _wait(
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    leave: Sequence[tuple[str, str]],
) -> float:
    """Give the seconds from the end of the step to the first prompt."""
    child = begin(argv, env=env, cwd=cwd)
    seen, at = "", 0.0
    try:
        for pattern, answer in leave:
            child.expect(pattern)
            at = at or time.clock_gettime(time.CLOCK_BOOTTIME)
            seen += child.before or ""
            child.sendline(answer)
        child.expect(pexpect.EOF)
    finally:
        child.close(force=True)
    ended = _ENDED.search(seen)
    if ended is None:
        raise RuntimeError(f"the step did not tell when it ended:\n{seen}")
    return at - float(ended[1])
