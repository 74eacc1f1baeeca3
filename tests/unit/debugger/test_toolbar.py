"""The toolbar under the prompt."""

from __future__ import annotations

from bisectbuild.debugger.toolbar import toolbar
from tests.support.fake_workbench import Dialogue, FakeWorkbench


def test_the_toolbar_tells_file_line_stage_side_and_builder() -> None:
    """And that the instruction failed."""
    bench = FakeWorkbench(fails=12).stand("2:after")
    before = toolbar(bench)
    Dialogue(bench).type("continue")

    assert before == "Dockerfile:2 · one · after · fake"
    assert toolbar(bench) == "Dockerfile:12 · two · before, failed · fake"
