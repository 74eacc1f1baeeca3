"""The socket for the program that is served."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bisectbuild.errors import EngineError, UsageError
from bisectbuild.remote.control import ask, listening, place


def _answer(said: str) -> str:
    if said.strip() == "status":
        return "all is\nwell"
    raise UsageError(f"no {said.strip()}", hint="say status")


def _asked(path: Path, said: str) -> str:
    async def both() -> str:
        async with listening(path, _answer):
            return await asyncio.to_thread(ask, path, said)

    return asyncio.run(both())


def test_an_answer_may_have_lines() -> None:
    """It is given as it was said."""
    with place() as path:
        assert _asked(path, "status") == "all is\nwell"


def test_a_refusal_is_raised_with_its_advice() -> None:
    """A line break in what is said is no second request."""
    with place() as path, pytest.raises(UsageError, match="no a status") as refused:
        _asked(path, "a\nstatus")

    assert refused.value.hint == "say status"


def test_no_one_there_is_told() -> None:
    """Before it listens, and after."""
    with place() as path:
        with pytest.raises(EngineError, match="does not answer"):
            ask(path, "status")
        _asked(path, "status")
        with pytest.raises(EngineError, match="does not answer"):
            ask(path, "status")
        folder = path.parent
    assert not folder.exists()


def test_a_path_that_is_no_place_for_a_socket_is_refused(tmp_path: Path) -> None:
    """Such as one that is too long."""
    with pytest.raises(UsageError, match="cannot be made"):
        _asked(tmp_path / ("x" * 120), "status")
