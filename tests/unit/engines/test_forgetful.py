"""A builder whose many builds leave no trace in the history of builds."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from bisectbuild.builder import BuildRequest
from bisectbuild.engines.forgetful import ForgetfulBuilder
from bisectbuild.engines.history import History
from bisectbuild.errors import EngineError
from tests.support.fakes import FakeBuilder

_REQUEST = BuildRequest(
    dockerfile=b"FROM a\n",
    dockerfile_path=Path("Dockerfile"),
    context=".",
    context_is_remote=False,
    target=None,
    flags=(),
    labels=(),
    load=False,
)


class _History:
    def __init__(self) -> None:
        self.asked = 0

    def forget_ours(self) -> None:
        self.asked += 1
        raise EngineError("There is no history.")


def test_the_history_forgets_before_it_is_full_and_nothing_fails_where_it_cannot() -> None:
    """Long before fifty builds; and at the end, when it is told to."""
    history, inner = _History(), FakeBuilder()
    builder = ForgetfulBuilder(inner, cast("History", history))

    for _ in range(40):
        list(builder.build(_REQUEST))

    assert len(inner.requests) == 40
    assert history.asked == 2
    builder.forget()
    assert history.asked == 3
    assert (builder.info, builder.counts, builder.keeps_images) == (inner.info, "file", False)
