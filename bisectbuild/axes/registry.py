"""The axes that a search can go along instead of the instructions, for the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DEFAULT: Final = "instruction"


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisSpec:
    """One axis: its name, how it is asked for with `--axis`, and what it finds."""

    name: str
    usage: str
    help: str


AXES: Final = (
    AxisSpec(
        name="base",
        usage="base TAG,TAG,… or IMAGE:TAG,… or @FILE or '3.*'",
        help="which base image makes the build bad, in the order given",
    ),
    AxisSpec(
        name="arg",
        usage="arg NAME=VALUE,VALUE,…",
        help="which value of a build arg makes the build bad, in the order given",
    ),
    AxisSpec(
        name="commit",
        usage="commit GOOD..BAD",
        help="which commit of the project made the build bad, and at which instruction",
    ),
    AxisSpec(
        name="context",
        usage="context DIR, COMMIT or GOOD..BAD",
        help="which changed files of the build context make the build bad",
    ),
    AxisSpec(
        name="run",
        usage="run LINE",
        help="which command inside the RUN on that line makes the build bad",
    ),
)
