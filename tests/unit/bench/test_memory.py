"""How the benchmarks see memory."""

from __future__ import annotations

import subprocess
import sys

from bench.memory import Peak

_MEGA = 1024 * 1024
_HOLD = "held = bytearray(80 * 1024 * 1024); held[::4096] = b'x' * len(held[::4096])"
_LET_GO = f"{_HOLD}; del held; print(flush=True); input()"
_IN_A_CHILD = (
    "import subprocess, sys; "
    f"subprocess.run((sys.executable, '-c', {f'{_HOLD}; print(flush=True); input()'!r}))"
)


def _watched(code: str) -> Peak:
    with subprocess.Popen(
        (sys.executable, "-c", code), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        child.stdout.readline()
        with Peak(child.pid) as peak:
            pass  # It looks at least once.
        child.communicate("\n")
    return peak


def test_a_peak_is_seen_though_the_memory_was_given_back() -> None:
    """The kernel remembers the peak, so no sample has to fall into it."""
    found = _watched(_LET_GO)

    assert 80 * _MEGA < found.own < 160 * _MEGA


def test_the_tree_holds_what_a_child_takes_and_the_own_peak_does_not() -> None:
    """A docker client's memory is not ours."""
    found = _watched(_IN_A_CHILD)

    assert found.own < 60 * _MEGA
    assert found.tree > 80 * _MEGA


def test_a_process_that_is_gone_has_no_memory() -> None:
    """Looking at it harms nothing."""
    with subprocess.Popen((sys.executable, "-c", "pass")) as child:
        child.wait()

    with Peak(child.pid) as peak:
        pass

    assert (peak.own, peak.tree) == (0, 0)
