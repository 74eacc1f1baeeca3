"""A program at a real terminal: how long until it prompts, or until it ends."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pexpect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

PROMPT = r"/ # "
_PATIENCE = 180
_SIZE = (30, 100)


def begin(argv: Sequence[str], *, env: Mapping[str, str], cwd: Path) -> pexpect.spawn[str]:
    """Start a program at a terminal of 100 by 30."""
    child = pexpect.spawn(
        argv[0],
        list(argv[1:]),
        env=dict(env),
        cwd=str(cwd),
        dimensions=_SIZE,
        encoding="utf-8",
        codec_errors="replace",
        timeout=_PATIENCE,
    )
    child.delaybeforesend = None
    return child


def until_prompt(
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    leave: Sequence[tuple[str, str]] = ((PROMPT, "exit"),),
) -> float:
    """Give the seconds until the first of `leave`, a pattern and the line that answers it.

    The others are answered unmeasured, then the end is awaited, so that nothing is left behind
    that could slow the next run.
    """
    began = time.perf_counter()
    child = begin(argv, env=env, cwd=cwd)
    seconds = 0.0
    try:
        for pattern, answer in leave:
            child.expect(pattern)
            seconds = seconds or time.perf_counter() - began
            child.sendline(answer)
        child.expect(pexpect.EOF)
    finally:
        child.close(force=True)
    return seconds


def until_end(argv: Sequence[str], *, env: Mapping[str, str], cwd: Path, code: int = 0) -> float:
    """Give the seconds until the program has ended. Raises where it ends otherwise."""
    began = time.perf_counter()
    child = begin(argv, env=env, cwd=cwd)
    try:
        child.expect(pexpect.EOF)
        child.wait()
        seconds = time.perf_counter() - began
    finally:
        child.close(force=True)
    if child.exitstatus != code:
        raise RuntimeError(f"{' '.join(argv)} ended with {child.exitstatus}:\n{child.before}")
    return seconds
