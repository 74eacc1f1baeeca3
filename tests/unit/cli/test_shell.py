"""Tests for bisectbuild.cli.shell."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bisectbuild.cli import shell
from bisectbuild.errors import ExitCode
from bisectbuild.workbench.bench import Bench
from tests.support.fake_engine import FakeEngine, fake_engine

FILE = "FROM base\nRUN one\nRUN two\nRUN three\n"


@pytest.fixture
def made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., FakeEngine]:
    """Give the program over no engine."""
    return fake_engine(monkeypatch, tmp_path, capsys)


@pytest.mark.parametrize("at", ["final", "4:after"])
@pytest.mark.parametrize("more", [(), ("--no-shell",)])
def test_a_step_that_fails_at_the_place_asked_for_is_told_of_with_code_1(
    at: str, more: tuple[str, ...], made: Callable[..., FakeEngine]
) -> None:
    """What it left can be entered, and the build is broken all the same."""
    here = made(FILE, "three")

    assert here.run("shell", ".", "--at", at, *more) == ExitCode.BROKEN
    assert "Dockerfile:4" in here.out
    assert "RUN three" in here.out
    assert "Open a shell there" in here.err


def test_a_step_that_fails_on_the_way_is_told_of_with_code_1(
    made: Callable[..., FakeEngine],
) -> None:
    """The shell would open before that step."""
    here = made(FILE, "two")

    assert here.run("shell", ".", "--at=4") == ExitCode.BROKEN
    assert "RUN two" in here.out


def test_a_place_before_the_failing_step_is_reached_with_code_0_and_no_diagnosis(
    made: Callable[..., FakeEngine],
) -> None:
    """That is what was asked for."""
    here = made(FILE, "three")

    assert here.run("shell", ".", "--at=4") == ExitCode.HEALTHY
    assert here.out == ""


def test_the_code_of_a_command_at_what_a_failed_step_left_is_the_commands(
    made: Callable[..., FakeEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Standard output is the command's too; the failure is told beside it."""
    monkeypatch.setattr(Bench, "run", lambda *_: 9)
    here = made(FILE, "three")

    assert here.run("shell", ".", "--at=4:after", "--exec", "exit 9") == 9
    assert here.out == ""
    assert "RUN three" in here.err


def test_a_fix_at_the_prompt_makes_the_code_that_of_the_last_build(
    made: Callable[..., FakeEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with `debug`: the failure that came first is over."""
    here = made(FILE, "three")

    def fix(job: object, bench: Bench) -> None:
        del job
        here.builder.fails = ()
        bench.retry()

    monkeypatch.setattr(shell, "prompt", fix)
    monkeypatch.setattr(shell, "wants_shell", lambda _: True)

    assert here.run("shell", ".", "--at=4:after", "--prompt") == ExitCode.HEALTHY
    assert "RUN three" in here.out


@pytest.mark.parametrize(
    ("text", "at"), [(FILE, "3"), (FILE, "final"), ("FROM scratch\nCOPY a b\n", "2")]
)
def test_a_place_that_is_reached_is_told_in_the_format_asked_for(
    text: str, at: str, made: Callable[..., FakeEngine]
) -> None:
    """A program that reads it finds a healthy build, also where nothing had to be built."""
    here = made(text)

    assert here.run("shell", ".", "--at", at, "--format=json") == ExitCode.HEALTHY
    assert json.loads(here.out)["status"] == "healthy"


def test_a_place_that_is_reached_is_in_the_reports(made: Callable[..., FakeEngine]) -> None:
    """As the build that passes up to it."""
    here = made(FILE)

    assert here.run("shell", ".", "--at=3", "--report=out.json") == ExitCode.HEALTHY
    assert json.loads((here.folder / "out.json").read_text())["status"] == "healthy"
    assert here.out == ""
