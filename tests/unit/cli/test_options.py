"""Tests for bisectbuild.cli.options."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bisectbuild.cli.command import BuildCommand
from bisectbuild.cli.options import build_flags, build_options, manner, manner_flags
from bisectbuild.errors import UsageError
from bisectbuild.options import BuildOptions, Manner


def _command() -> click.Command:
    @click.command("debug", cls=BuildCommand)
    @click.argument("words", nargs=-1)
    @manner_flags
    @build_flags
    def command(**given: object) -> None:
        """Do nothing."""

    return command


def _read(*words: str) -> tuple[BuildOptions, Manner]:
    given = dict(_command().make_context("debug", list(words)).params)
    places = given.pop("words")
    return build_options(given, places), manner(given)


def test_a_lower_case_dockerfile_is_found_where_there_is_no_other(tmp_path: Path) -> None:
    """As docker does."""
    (tmp_path / "dockerfile").write_text("FROM scratch\n")

    assert _read(str(tmp_path))[0].dockerfile == tmp_path / "dockerfile"


def test_the_usual_name_comes_before_the_lower_case_one(tmp_path: Path) -> None:
    """Docker looks for that one first."""
    (tmp_path / "dockerfile").write_text("FROM scratch\n")
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")

    assert _read(str(tmp_path))[0].dockerfile == tmp_path / "Dockerfile"


@pytest.mark.parametrize(
    "words",
    [
        "-o -",
        "-o=-",
        "--output=-",
        "-o type=tar,dest=-",
        "-o type=oci,dest=-",
        "-o type=tar",
        "-o dest=-,type=docker",
    ],
)
def test_an_export_to_standard_output_is_refused_with_advice(words: str) -> None:
    """The result stands there."""
    with pytest.raises(UsageError) as refusal:
        _read(*words.split())
    assert "-o type=tar,dest=FILE" in refusal.value.hint


def test_an_export_to_a_file_is_kept() -> None:
    """It is the person's own, for their own build."""
    options, _ = _read("-o", "type=tar,dest=a-b.tar")

    assert options.flags == ("--output=type=tar,dest=a-b.tar",)


@pytest.mark.parametrize(
    ("word", "shown"), [("tty", "tty"), ("quiet", "quiet"), ("rawjson", "plain")]
)
def test_progress_is_one_of_the_displays(word: str, shown: str) -> None:
    """What is made for programs is shown as plain lines."""
    assert _read(f"--progress={word}")[1].progress == shown


def test_another_progress_is_refused() -> None:
    """A typing error is not shown as auto."""
    with pytest.raises(click.BadParameter):
        _read("--progress=plian")


def test_the_help_shows_switches_without_a_word_behind() -> None:
    """A switch takes a value only after `=`."""
    told = CliRunner().invoke(_command(), ["--help"]).output

    assert "--no-cache [=true|false]" in told
    assert "--no-cache TEXT" not in told
    assert "--progress [auto|plain|tty|quiet]" in told
