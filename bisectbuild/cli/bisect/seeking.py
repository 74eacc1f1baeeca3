"""A search along any axis in the way that was asked for: by halves, on evidence, or all of it."""

from __future__ import annotations

from bisectbuild.bisection.drive import Ask, Listener
from bisectbuild.bisection.drive import search as drive
from bisectbuild.bisection.finding import Finding
from bisectbuild.bisection.marks import Marks
from bisectbuild.bisection.walk import walk
from bisectbuild.cli.bisect.asked import Asked


def seek(want: Asked, ask: Ask, known: Marks, listener: Listener) -> Finding:
    """Search the axis that the marks are of; what they know is not asked. Raises as `ask` does."""
    if want.whole:
        return walk(known.axis, ask, known=known, jobs=want.jobs, listener=listener)
    if want.repeat > 1:
        from bisectbuild.bisection.evidence import decide  # noqa: PLC0415 - rarely asked for

        return decide(
            known.axis,
            ask,
            repeat=want.repeat,
            confidence=want.confidence,
            known=known,
            listener=listener,
        )
    return drive(known.axis, ask, marks=known, jobs=want.jobs, listener=listener)
