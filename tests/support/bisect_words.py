"""`bisectbuild bisect` in this process, as a person types it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bisectbuild.bisection.axis import Axis, Point, line
from bisectbuild.cli.bisect import command
from bisectbuild.cli.bisect.asked import Asked, asked


def typed(*words: str) -> int:
    """Type words behind `bisectbuild bisect`; give the exit code."""
    with command.make_context("bisect", list(words)) as ctx:
        return int(command.invoke(ctx))


def given(*words: str) -> Mapping[str, Any]:
    """Give what is read from words."""
    return command.make_context("bisect", list(words)).params


def asking(*words: str) -> Asked:
    """Give what words ask for."""
    found = given(*words)
    return asked(found, found["test"])


def lines(count: int) -> Axis:
    """Give an axis of so many instructions, one a line."""
    points = (Point(key=str(at), title=f"line {at} RUN step-{at}") for at in range(1, count + 1))
    return line(tuple(points), "instruction")
