"""A command of this machine: what it prints, how it ends, and that it can be ended."""

from __future__ import annotations

import os

from bisectbuild.engines.here import run_here


def test_its_output_comes_as_it_is_printed_and_its_exit_code_last() -> None:
    """Both streams; its variables are those that it is given."""
    heard: list[bytes] = []
    env = {"PATH": os.environ["PATH"], "A": "it's"}
    code = run_here('echo "$A"; echo err >&2; exit 9', env, heard.append, lambda: False)

    assert (code, b"".join(heard)) == (9, b"it's\nerr\n")


def test_it_is_ended_once_that_is_wished() -> None:
    """With all that it started, also where it is silent."""
    heard: list[bytes] = []
    env = {"PATH": os.environ["PATH"]}
    code = run_here("echo begun; sleep 600", env, heard.append, lambda: bool(heard))

    assert heard == [b"begun\n"]
    assert code > 128
