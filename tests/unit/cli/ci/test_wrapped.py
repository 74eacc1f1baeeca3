"""Reading the command that is wrapped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bisectbuild.cli.ci.wrapped import build_of, read_wrapped
from bisectbuild.errors import UsageError


def test_settings_before_a_command_go_into_its_environment() -> None:
    """As a shell would have it."""
    wrapped = read_wrapped(("DOCKER_BUILDKIT=0", "EMPTY=", "docker", "build", "A=b"))

    assert wrapped.argv == ("docker", "build", "A=b")
    assert wrapped.environment() == {**os.environ, "DOCKER_BUILDKIT": "0", "EMPTY": ""}


@pytest.mark.parametrize("words", [(), ("A=b",)])
def test_settings_alone_are_no_command(words: tuple[str, ...]) -> None:
    """What it is like is told."""
    with pytest.raises(UsageError) as refused:
        read_wrapped(words)
    assert "bisectbuild ci -- docker build ." in refused.value.hint


def test_the_build_of_a_pasted_command_is_read_as_debug_reads_it(tmp_path: Path) -> None:
    """Its file, context and flags."""
    words = ("docker", "build", "-f", "web.df", "--target=a", "--build-arg", "X=1", str(tmp_path))

    build = build_of(words)

    assert (build.dockerfile, build.context, build.target) == (Path("web.df"), tmp_path, "a")
    assert build.flags == ("--build-arg=X=1",)


@pytest.mark.parametrize("words", [("make", "image"), ("docker", "build", "-"), ("docker", "ps")])
def test_a_command_that_is_no_build_of_files_is_refused(words: tuple[str, ...]) -> None:
    """Then its log alone tells why it failed."""
    with pytest.raises(UsageError):
        build_of(words)
