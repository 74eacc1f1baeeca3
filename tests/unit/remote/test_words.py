"""The words that are understood, and all others."""

from __future__ import annotations

import pytest

from bisectbuild.errors import UsageError
from bisectbuild.remote.words import MINUTES, Request, Verb, read


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("resume job", Request(verb=Verb.RESUME)),
        ("  fail   job\n", Request(verb=Verb.FAIL)),
        ("status", Request(verb=Verb.STATUS)),
        ("extend", Request(verb=Verb.EXTEND, minutes=MINUTES)),
        ("extend 90", Request(verb=Verb.EXTEND, minutes=90)),
    ],
)
def test_what_is_understood(said: str, meant: Request) -> None:
    """Blanks do not matter."""
    assert read(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        *("", "resume", "job", "RESUME JOB", "extend -5", "extend 0", "extend 1e3"),
        *("extend 99999", "extend ٣", "status now", "resume job; id", "bash", "resume job\x00"),
    ],
)
def test_all_else_is_refused_with_the_list(said: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(UsageError) as refused:
        read(said)

    assert "`fail job`" in refused.value.hint


def test_a_refusal_shows_no_control_characters() -> None:
    """It may be printed in the job's log."""
    with pytest.raises(UsageError) as refused:
        read("\x1b[31m\n::error::" + "x" * 500)

    assert refused.value.message.isprintable()
    assert len(refused.value.message) < 100
