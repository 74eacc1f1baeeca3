"""Puts one question to several points at once, and ends them all where one cannot go on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait

from bisectbuild.bisection.verdict import Answer
from bisectbuild.probing.prober import Prober


def ask_together(
    points: tuple[int, ...], ask: Callable[[int], Answer], prober: Prober
) -> tuple[Answer, ...]:
    """Give the answers in the order of the points; one alone is asked in this thread.

    Ctrl-C, and an error in any of them, ends the others at once and is raised.
    """
    if len(points) == 1:
        return (ask(points[0]),)
    with ThreadPoolExecutor(max_workers=len(points)) as pool:
        waiting = [pool.submit(ask, point) for point in points]
        try:
            # The first may hang while another has failed already.
            for future in wait(waiting, return_when=FIRST_EXCEPTION).done:
                future.result()
            return tuple(future.result() for future in waiting)
        except BaseException:
            for future in waiting:
                future.cancel()
            prober.stop()
            raise
