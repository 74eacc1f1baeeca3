"""The options of a shell."""

from __future__ import annotations

import pytest

from bisectbuild.blame.settings import Modes, Settings


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("-e",), Settings(errexit=True)),
        (("-ex",), Settings(errexit=True, trace=True)),
        (("-euxo", "pipefail"), Settings(errexit=True, trace=True, pipefail=True)),
        (("-o", "errexit"), Settings(errexit=True)),
        (("-lc",), Settings()),
        (("-o", "pipefail", "-c"), Settings(pipefail=True)),
        (("--login", "-c"), Settings()),
    ],
)
def test_options_are_turned_on(words: tuple[str, ...], expected: Settings) -> None:
    """By letters and by names."""
    assert Settings().after(words) == expected


def test_options_are_turned_off() -> None:
    """By a plus sign."""
    on = Settings(errexit=True, trace=True, pipefail=True)

    assert on.after(("+ex",)) == Settings(pipefail=True)
    assert on.after(("+o", "pipefail")) == Settings(errexit=True, trace=True)


def test_what_a_subshell_sets_holds_in_it_alone() -> None:
    """What was set around it holds in it."""
    outer = Modes().after((), ("-e",))
    inner = outer.after((1,), ("+e",))

    assert outer.at((1,)).errexit
    assert not inner.at((1, 2)).errexit
    assert inner.at(()).errexit
    assert inner.at((3,)).errexit
