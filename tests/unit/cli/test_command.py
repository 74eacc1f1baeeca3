"""Tests for bisectbuild.cli.command."""

from __future__ import annotations

import os

import click
import pytest

from bisectbuild.cli.ci.wrapped import build_of
from bisectbuild.cli.command import BuildCommand, pasted, spell_out
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


def test_a_builder_that_is_named_before_the_subcommand_builds() -> None:
    """It is a flag of buildx as a whole."""
    words = "docker buildx -D --builder far build -t x .".split()

    assert pasted(words) == ["--builder=buildx", "--builder=far", "-t", "x", "."]
    assert build_of(tuple(words)).builder == "far"
    assert pasted(["docker", "buildx", "--builder=far", "b", "."])[1] == "--builder=far"


@pytest.mark.parametrize("flags", [["-D"], ["--debug"], ["--log-level", "debug"], ["-l=debug"]])
def test_a_flag_of_docker_that_only_makes_it_say_more_is_passed_over(flags: list[str]) -> None:
    """The build is the same without it."""
    assert pasted(["docker", *flags, "build", "."]) == ["."]


def test_settings_before_a_pasted_build_are_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """`DOCKER_BUILDKIT=0 docker --context far build .` chooses builder and engine."""
    monkeypatch.setenv("DOCKER_BUILDKIT", "1")
    monkeypatch.setenv("DOCKER_CONTEXT", "near")
    monkeypatch.setenv("DOCKER_HOST", "tcp://near:1")

    assert pasted(["DOCKER_BUILDKIT=0", "docker", "--context", "far", "build", "."]) == ["."]
    assert os.environ["DOCKER_BUILDKIT"] == "0"
    assert os.environ["DOCKER_CONTEXT"] == "far"
    assert "DOCKER_HOST" not in os.environ


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["make"],
        ["docker", "run", "x"],
        ["docker", "--unknown", "build"],
        ["docker", "--tlscacert", "ca.pem", "build"],
        ["docker", "buildx", "--unknown", "build"],
    ],
)
def test_other_commands_are_refused(words: list[str]) -> None:
    """The message says which commands are read."""
    with pytest.raises(UsageError):
        pasted(words)


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("-t=x .", "-t x ."),
        ("-f=Dockerfile .", "-f Dockerfile ."),
        ("-tname .", "-t name ."),
        ("-qt name .", "--quiet=true -t name ."),
        ("-qtname .", "--quiet=true -t name ."),
        ("-q=false .", "--quiet=false ."),
        ("-t -q -q", "-t -q --quiet=true"),
        ("-qz .", "-qz ."),
        ("-", "-"),
    ],
)
def test_short_flags_are_read_as_go_reads_them(words: str, read: str) -> None:
    """`=` may stand between a short flag and its value, and switches may be grouped."""
    assert spell_out(words.split()) == read.split()


def test_any_assignment_before_a_pasted_build_is_taken_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`--secret id=x,env=TOKEN` and `--build-arg TOKEN` read it from the environment."""
    monkeypatch.setenv("MY_TOKEN", "old")

    assert pasted(["MY_TOKEN=a=b", "docker", "build", "."]) == ["."]
    assert os.environ["MY_TOKEN"] == "a=b"


def test_a_refused_command_is_shown_without_the_values_of_its_assignments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They may be secrets."""
    monkeypatch.setenv("TOKEN", "old")

    with pytest.raises(UsageError) as refusal:
        pasted(["TOKEN=hunter2", "make", "KEY=hunter2"])
    assert "TOKEN=… make KEY=…" in refusal.value.message
    assert "hunter2" not in refusal.value.message


def _read(*words: str) -> click.Context:
    command = BuildCommand(
        "debug", params=[click.Argument(["words"], nargs=-1), click.Option(["-f", "--file"])]
    )
    return command.make_context("debug", list(words))


def test_a_pasted_build_from_standard_input_is_refused_with_advice() -> None:
    """Docker has an empty context there, which no folder stands for."""
    with pytest.raises(UsageError) as refusal:
        _read("--", "docker", "build", "-")
    assert "empty folder" in refusal.value.hint


def test_a_dash_that_is_not_pasted_is_a_dockerfile() -> None:
    """Its context is the directory that we are in."""
    assert _read("-").params["words"] == ("-",)
