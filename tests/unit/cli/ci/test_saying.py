"""Printing into a job's log."""

from __future__ import annotations

import os

import pytest

from bisectbuild.cli.ci.saying import put, say, say_error
from bisectbuild.errors import EngineError


def test_what_we_print_ourselves_commands_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """It may quote a path or an answer."""
    say("no such file: ##vso[task.x]y")
    say_error("No shell opens: ", EngineError("::error::x\x1b[2J", hint="##[error]y"))

    told = capfd.readouterr().err
    assert "##vso[" not in told
    assert "##[" not in told
    assert "\x1b" not in told


def test_where_nobody_reads_it_is_told_and_nothing_is_raised() -> None:
    """A pipe whose reader has gone."""
    reads, writes = os.pipe()
    os.close(reads)

    assert not put(writes, b"x")
    os.close(writes)
    assert not put(writes, b"x")
