"""The last lines of a failed job's log: which build it was, its reports, and how to go on."""

from __future__ import annotations

from typing import Final

from bisectbuild.ci.told import Told
from bisectbuild.postmortem import Postmortem
from bisectbuild.tty.text import one_line, visible

_WIDTH: Final = 88
_LABEL: Final = 11


def ending(postmortem: Postmortem, told: Told, bundle: str = "") -> tuple[str, ...]:
    """Give the rows, in the form of the text report that stands before them."""
    stage = f"stage {told.stage}" if told.stage else ""
    rows = (
        ("target", one_line(", ".join(filter(None, (postmortem.target, stage))), _WIDTH)),
        ("reports", visible(str(told.reports)) if told.reports else ""),
        ("bundle", visible(bundle)),
        ("go on", told.next),
    )
    return tuple(f"  {label:{_LABEL}}{text}" for label, text in rows if text)
