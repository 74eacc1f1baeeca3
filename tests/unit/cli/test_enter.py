"""Tests for bisectbuild.cli.enter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bisectbuild.errors import BisectBuildError, EngineError, ExitCode, PlaceError
from bisectbuild.workbench.bench import Bench
from tests.support.fake_engine import FakeEngine, fake_engine


@pytest.fixture
def made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., FakeEngine]:
    """Give the program over no engine."""
    return fake_engine(monkeypatch, tmp_path, capsys)


@pytest.mark.parametrize("error", [EngineError, PlaceError])
def test_a_command_that_cannot_run_takes_neither_the_code_nor_the_images(
    error: type[BisectBuildError], made: Callable[..., FakeEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The culprit was found; why the command did not run is told with its advice."""

    def run(*_: object) -> int:
        raise error("There is no busybox to be had.", hint="Pull busybox:musl.")

    monkeypatch.setattr(Bench, "run", run)
    here = made("FROM base\nRUN one\nRUN two\n", "two")

    assert here.run("debug", "--exec", "true", "--keep=shop") == ExitCode.BROKEN
    assert "There is no busybox to be had." in here.err
    assert "Pull busybox:musl." in here.err
    assert "shop:before" in here.err
