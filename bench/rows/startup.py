"""How much work `bisectbuild --help` is, against a Python that does nothing."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from bench.line import Line, at_most
from bench.measure import cpu, in_turn
from bench.scene import OURS

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROUNDS = 15
_BOUND = 5.0


def lines() -> Iterator[Line]:
    """Compare CPU seconds, user and system: the least of the rounds, as noise only adds."""
    found = in_turn(
        partial(cpu, (OURS, "--help")),
        partial(cpu, (sys.executable, "-c", "pass")),
        rounds=_ROUNDS,
        of=min,
    )
    yield at_most(
        "startup: --help, CPU | python -c pass",
        ours=found.ours,
        peer=found.peer,
        unit="s",
        bound=_BOUND,
    )
