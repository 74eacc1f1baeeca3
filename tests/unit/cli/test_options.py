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


def test_the_contents_of_secrets_are_read_as_the_client_reads_them(tmp_path: Path) -> None:
    """From a file, from a variable, by the id alone; what cannot be read is left out."""
    (tmp_path / "s").write_bytes(b"\xff\n")
    options = BuildOptions(
        dockerfile=None,
        context=tmp_path,
        target=None,
        builder="auto",
        flags=(
            f"--secret=id=file,src={tmp_path / 's'}",
            "--secret=id=variable,env=V",
            "--secret=id=V",
            "--secret=id=none,src=/nowhere",
            f"--secret=id=two\nlines,src={tmp_path / 's'}",
        ),
    )

    assert options.secret_contents({"V": "v"}) == {
        "file": b"\xff\n",
        "variable": b"v",
        "V": b"v",
        "two\nlines": b"\xff\n",
    }


@pytest.mark.parametrize("name", ["shop", "host.example:5000/a/b__c", "shop/de-bug"])
def test_states_are_kept_under_the_name_of_an_image(name: str) -> None:
    """With the domain of a registry, or without."""
    assert _read("--keep", name)[1].keep == name


@pytest.mark.parametrize("name", ["Shop", "shop:tag", "-x", "a//b"])
def test_a_name_that_no_image_can_have_is_refused_before_any_build(name: str) -> None:
    """The tags before and after are ours to add."""
    with pytest.raises(UsageError, match="no name for images"):
        _read(f"--keep={name}")
