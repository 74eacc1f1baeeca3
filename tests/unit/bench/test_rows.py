"""The registry of rows, and what rows count by themselves."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from bench import rows
from bench.rows import ROWS
from bench.rows.reading import dockerfile
from bench.rows.steps import Counting, is_step_of_file
from bisectbuild.builder import (
    BuilderInfo,
    BuilderKind,
    BuildEvent,
    BuildFinished,
    BuildRequest,
    StepFinished,
    StepLabel,
    StepStarted,
    StepStatus,
)
from bisectbuild.dockerfile.parse import parse

_INFO = BuilderInfo(kind=BuilderKind.UNKNOWN, name="", version="", why="")
_REQUEST = BuildRequest(
    dockerfile=b"",
    dockerfile_path=None,
    context=".",
    context_is_remote=False,
    target=None,
    flags=(),
    labels=(),
    load=False,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scripted:
    """A builder that says what it was told to say."""

    events: tuple[BuildEvent, ...]
    counts: Literal["stage", "file"] = "stage"
    keeps_images: bool = False
    info: BuilderInfo = _INFO

    def build(self, request: BuildRequest) -> Generator[BuildEvent]:
        """Say it."""
        del request
        yield from self.events


def test_every_file_of_a_row_is_registered() -> None:
    """A row that nobody runs measures nothing."""
    files = {path.stem.replace("_", "-") for path in Path(rows.__file__).parent.glob("[!_]*.py")}

    assert files == set(ROWS)


@pytest.mark.parametrize("count", [1, 10, 1000])
def test_the_large_file_has_as_many_instructions_as_it_says(count: int) -> None:
    """The bound is for 1,000 of them."""
    assert len(parse(dockerfile(count)).instructions) == count


@pytest.mark.parametrize(
    ("label", "is_step"),
    [
        (StepLabel(text="RUN x", index=2), True),
        (StepLabel(text="FROM busybox", index=1), False),
        (StepLabel(text="exporting to image"), False),
        (StepLabel(text="LABEL bisectbuild.session=bench", index=4), False),
        (StepLabel(text="LABEL a=b", index=4), True),
    ],
)
def test_only_instructions_that_are_executed_are_counted(
    *, label: StepLabel, is_step: bool
) -> None:
    """A base is only named, and a label of ours is no step of the person's."""
    assert is_step_of_file(label) is is_step


def test_the_last_word_on_a_step_counts() -> None:
    """BuildKit can call a step cached and then run it."""
    first, second, third = (StepLabel(text=f"RUN {name}", index=2) for name in "abc")
    events = (
        StepStarted(id="1", label=first),
        StepFinished(id="1", status=StepStatus.CACHED),
        StepStarted(id="2", label=second),
        StepFinished(id="2", status=StepStatus.CACHED),
        StepFinished(id="2", status=StepStatus.DONE),
        StepStarted(id="3", label=third),
        StepFinished(id="3", status=StepStatus.FAILED),
        BuildFinished(failure=None),
    )
    counting = Counting(_Scripted(events=events))

    passed_on = tuple(counting.build(_REQUEST))

    assert passed_on == events
    assert (counting.ran, counting.cached) == (["RUN b"], 1)
