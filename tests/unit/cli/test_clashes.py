"""Tests for bisectbuild.cli.clashes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bisectbuild import cli
from bisectbuild.cli.clashes import refuse_unwatchable
from bisectbuild.cli.debug import command
from bisectbuild.cli.options import build_options, manner
from bisectbuild.errors import ExitCode


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand beside a Dockerfile, with no engine at all: what is refused early needs none."""
    (tmp_path / "Dockerfile").write_text("FROM a\n")
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", "state")
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere.sock")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "told", "advice"),
    [
        ("debug --watch --keep=shop", "no place for --keep", "Leave out --watch, or --keep."),
        ("debug --watch --exec true", "no place for --exec", "Leave out --watch, or --exec."),
        ("debug --watch --prompt", "no place for --prompt", "Leave out --watch, or --prompt."),
        ("debug - . --watch", "can be read only once", "debug Dockerfile --watch"),
        ("debug -f - . --watch", "can be read only once", "debug Dockerfile --watch"),
        ("debug --watch -o .", "each build would begin the next", "-o out"),
        ("debug Dockerfile sub --watch -o type=local,dest=.", "begin the next", "-o out"),
        ("debug --exec true --format=json", "--exec and --format json", "--report FILE.json"),
        ("shell --at=1:after --exec true --format=html", "--format html", "--report FILE.html"),
        ("debug --exec true --format=sarif", "standard output", "--report FILE.sarif.json"),
    ],
)
def test_flags_that_spoil_one_another_are_refused_before_any_build(
    words: str, told: str, advice: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is wrong with them, and what to type instead."""
    assert cli.run(words.split()) == ExitCode.USAGE
    said = capsys.readouterr().err
    assert told in said
    assert advice in said


@pytest.mark.parametrize(
    "words",
    [
        "--watch -o out",
        "--watch -o type=tar,dest=all.tar",
        "--watch --report=out.json --no-shell --format=json",
        "--exec true --report=out.json --keep shop",
        "--prompt --keep shop",
    ],
)
def test_flags_that_go_together_are_taken(words: str) -> None:
    """Exports beside the context's own files, reports, images that are kept."""
    given = command.make_context("debug", words.split()).params

    assert manner(given).watch == ("--watch" in words)
    refuse_unwatchable(build_options(given, ()))
