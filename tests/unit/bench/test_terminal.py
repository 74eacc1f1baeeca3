"""How the benchmarks work a terminal."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.terminal import PROMPT, until_end, until_prompt

_SHELL = "printf 'hello\\n/ # '; read answer; echo $answer > answer"
_TWO_PROMPTS = (
    "printf '/ # '; read one; printf '(buildx) '; read two; echo $one $two > answer; exit 3"
)


def test_a_prompt_is_awaited_and_answered(tmp_path: Path) -> None:
    """The program is left as a person leaves it, and ends by itself."""
    until_prompt(("sh", "-c", _SHELL), env=dict(os.environ), cwd=tmp_path)

    assert (tmp_path / "answer").read_text() == "exit\n"


def test_the_prompts_on_the_way_out_are_answered_too(tmp_path: Path) -> None:
    """Behind buildx's shell stands its own prompt."""
    leave = ((PROMPT, "first"), (r"\(buildx\)", "second"))

    until_prompt(("sh", "-c", _TWO_PROMPTS), env=dict(os.environ), cwd=tmp_path, leave=leave)

    assert (tmp_path / "answer").read_text() == "first second\n"


def test_the_program_has_a_real_terminal(tmp_path: Path) -> None:
    """Programs that see a terminal behave in another way."""
    until_end(("sh", "-c", "test -t 0 && test -t 1 && test -t 2"), env={}, cwd=tmp_path)


def test_an_end_other_than_expected_is_no_measure(tmp_path: Path) -> None:
    """A failure is fast; it must not look like a good result."""
    with pytest.raises(RuntimeError, match=r"ended with 3:\nwhy"):
        until_end(("sh", "-c", "echo why; exit 3"), env={}, cwd=tmp_path)
