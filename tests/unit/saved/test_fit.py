"""Whether a Dockerfile can be the one of a log."""

from __future__ import annotations

import pytest

from bisectbuild.dockerfile.parse import parse
from bisectbuild.saved.fit import misfit
from bisectbuild.saved.following import follow
from bisectbuild.saved.read import read_saved
from tests.unit.saved.logs import DOCKERFILE, FAILING, FINAL, LEGACY, PLAIN, RETURNED, STEPS


def told(log: str, dockerfile: str) -> str:
    """Ask whether they fit."""
    saved, file = read_saved([log.encode()]), parse(dockerfile.encode())
    return misfit(saved.tape, file, follow(saved, file).culprit())


@pytest.mark.parametrize("log", [PLAIN, STEPS + FAILING + FINAL, LEGACY + RETURNED])
def test_the_files_own_log_fits(log: str) -> None:
    """Blanks at line ends do not matter."""
    assert told(log, DOCKERFILE) == ""
    assert told(log, DOCKERFILE.replace("world", "world  ")) == ""


def test_a_line_that_reads_otherwise_is_named() -> None:
    """The builder quotes it."""
    assert told(PLAIN, DOCKERFILE.replace("world", "moon")) == (
        "The Dockerfile is not the one of this log: line 5 reads otherwise there."
    )
    assert "line 4" in told(PLAIN, "FROM base\n")


def test_a_step_that_reads_otherwise_is_named() -> None:
    """Where nothing is quoted; it is less sure."""
    assert told(LEGACY + RETURNED, DOCKERFILE.replace("make", "cmake")) == (
        "The Dockerfile may not be the one of this log: line 4 reads otherwise there."
    )


def test_a_step_that_stands_nowhere_may_be_the_base_images() -> None:
    """Older builders show a trigger like any other step."""
    said = told(STEPS + FAILING + FINAL, DOCKERFILE.replace("make", "cmake"))

    assert said.startswith("The failed step stands nowhere in the Dockerfile:")
