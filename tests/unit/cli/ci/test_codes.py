"""Whose exit code ci ends with."""

from __future__ import annotations

from pathlib import Path

import pytest

from bisectbuild.cli.ci.codes import chosen, unstarted
from bisectbuild.cli.ci.flags import CiOptions
from bisectbuild.errors import ExitCode


@pytest.mark.parametrize(("own", "code"), [(False, 42), (True, ExitCode.INCONCLUSIVE)])
def test_the_code_is_the_commands_unless_ours_is_asked_for(own: bool, code: int) -> None:  # noqa: FBT001 - one of two
    """As the contract has it."""
    options = CiOptions(words=("x",), folder=Path(), own_code=own)

    assert chosen(options, 42, ExitCode.INCONCLUSIVE) == code


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("docker", ExitCode.NO_ENGINE),
        ("/usr/bin/docker-compose", ExitCode.NO_ENGINE),
        ("podman", ExitCode.NO_ENGINE),
        ("nosuch", ExitCode.USAGE),
        ("./docker.sh", ExitCode.USAGE),
    ],
)
def test_a_missing_client_is_a_missing_engine_and_any_other_word_is_wrong_use(
    program: str, code: ExitCode
) -> None:
    """127 is in no table of ours."""
    assert unstarted(program) is code
