"""Tests for bisectbuild.cli.command."""

from __future__ import annotations

import os

import pytest

from bisectbuild.cli.command import pasted, spell_out
from bisectbuild.errors import UsageError


def test_bare_switches_take_no_following_word() -> None:
    """`--no-cache Dockerfile` names a Dockerfile, as with docker."""
    assert spell_out(["--no-cache", "Dockerfile", "-q"]) == [
        "--no-cache=true",
        "Dockerfile",
        "--quiet=true",
    ]


def test_the_value_of_a_flag_is_left_alone() -> None:
    """A value may look like a switch."""
    assert spell_out(["--exec", "--pull", "-t", "-q"]) == ["--exec", "--pull", "-t", "-q"]


@pytest.mark.parametrize(
    "words",
    [
        "docker build -t x .",
        "docker image build -t x .",
        "/usr/bin/docker build -t x .",
    ],
)
def test_a_pasted_build_gives_its_arguments(words: str) -> None:
    """Every spelling of the same build is understood."""
    assert pasted(words.split()) == ["-t", "x", "."]


def test_a_pasted_buildx_build_takes_the_instance_in_use() -> None:
    """Unlike `docker build`, which takes the context's own builder."""
    assert pasted(["docker", "buildx", "build", "."]) == ["--builder=buildx", "."]


def test_settings_before_a_pasted_build_are_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """`DOCKER_BUILDKIT=0 docker --context far build .` chooses builder and engine."""
    monkeypatch.setenv("DOCKER_BUILDKIT", "1")
    monkeypatch.setenv("DOCKER_CONTEXT", "near")

    assert pasted(["DOCKER_BUILDKIT=0", "docker", "--context", "far", "build", "."]) == ["."]
    assert os.environ["DOCKER_BUILDKIT"] == "0"
    assert os.environ["DOCKER_CONTEXT"] == "far"


@pytest.mark.parametrize("words", [[], ["make"], ["docker", "run", "x"], ["docker", "-D", "build"]])
def test_other_commands_are_refused(words: list[str]) -> None:
    """The message says which commands are read."""
    with pytest.raises(UsageError):
        pasted(words)
