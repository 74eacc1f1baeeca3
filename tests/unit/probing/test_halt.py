"""The wish to stop."""

from __future__ import annotations

import pytest

from bisectbuild.errors import EngineError
from bisectbuild.probing.halt import Halt
from tests.support.walks import options_for, plan_for


def test_what_is_cut_short_ends_as_ctrl_c_does() -> None:
    """Whether it then fails or passes; without the wish an error stays what it is."""
    halt = Halt()
    with pytest.raises(EngineError), halt.heeded():
        raise EngineError("gone")
    with halt.heeded():
        pass
    halt.set()
    with pytest.raises(KeyboardInterrupt), halt.heeded():
        raise EngineError("gone")
    with pytest.raises(KeyboardInterrupt), halt.heeded():
        pass


def test_builds_of_a_plan_learn_of_it_and_are_otherwise_the_same() -> None:
    """The request asks, whenever it likes."""
    halt, plan = Halt(), plan_for("FROM a\n", options_for())
    request = halt.over(plan).request

    assert request == plan.request
    assert request.halted is not None
    assert not request.halted()
    halt.set()
    assert request.halted()
