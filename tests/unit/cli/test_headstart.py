"""Tests for bisectbuild.cli.headstart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bisectbuild.builder import BuildRequest
from bisectbuild.cli.headstart import HeadStart
from tests.support.fakes import FakeBuilder


def _request(folder: Path) -> BuildRequest:
    return BuildRequest(
        dockerfile=b"FROM a\n",
        dockerfile_path=None,
        context=str(folder),
        context_is_remote=False,
        target=None,
        flags=(),
        labels=(),
        load=False,
    )


def test_the_build_that_has_begun_is_given_once(tmp_path: Path) -> None:
    """A second build of the same request is a build of its own."""
    builder = FakeBuilder()
    request = _request(tmp_path)
    start = HeadStart(builder, request)

    list(start.build(request))
    list(start.build(request))

    assert len(builder.requests) == 2


def test_another_build_goes_to_the_builder(tmp_path: Path) -> None:
    """A cut is not what has begun."""
    builder = FakeBuilder()
    request = _request(tmp_path)
    other = replace(request, target="x")

    list(HeadStart(builder, request).build(other))

    assert builder.requests == [other]


def test_closing_stops_what_nobody_asked_for(tmp_path: Path) -> None:
    """An error before the search leaves no build running."""
    request = _request(tmp_path)
    start = HeadStart(FakeBuilder(), request)

    start.close()
    events = start.build(request)

    assert [type(event).__name__ for event in events][-1] == "BuildFinished"
