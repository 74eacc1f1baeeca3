"""Tests for bisectbuild.compare.pairing."""

from __future__ import annotations

import time
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.compare.pairing import pairs, same_text
from bisectbuild.postmortem import Step
from tests.support.examples import step


def _steps(*sources: str) -> tuple[Step, ...]:
    return tuple(step(n, n, source, "done") for n, source in enumerate(sources, start=1))


def _paired(before: tuple[Step, ...], after: tuple[Step, ...]) -> list[tuple[int, int]]:
    """Give the pairs by their indexes, 0 for none."""
    return [(a.index if a else 0, b.index if b else 0) for a, b in pairs(before, after)]


def test_the_same_steps_are_pairs_wherever_their_lines_are() -> None:
    """A comment above moves them all."""
    before = _steps("FROM a", "RUN b", "RUN c")
    after = tuple(replace(s, line_start=s.line_start + 7, line_end=s.line_end + 7) for s in before)

    assert _paired(before, after) == [(1, 1), (2, 2), (3, 3)]


def test_an_added_and_a_removed_step_have_no_other() -> None:
    """They stand where they stood."""
    before = _steps("FROM a", "RUN make all", "COPY x /", "RUN c")
    after = _steps("FROM a", "COPY x /", "RUN apk add curl", "RUN c")

    assert _paired(before, after) == [(1, 1), (2, 0), (3, 2), (0, 3), (4, 4)]


def test_a_changed_step_is_paired_with_what_it_was() -> None:
    """Where enough of its text stays."""
    before = _steps("FROM a", "RUN pip install flask==2.0", "RUN c")
    after = _steps("FROM a", "RUN pip install flask==3.0", "RUN c")

    assert _paired(before, after) == [(1, 1), (2, 2), (3, 3)]


def test_another_instruction_is_never_the_same_step_changed() -> None:
    """A COPY is no RUN."""
    assert _paired(_steps("RUN cp a b"), _steps("COPY a b")) == [(0, 1), (1, 0)]


def test_the_same_text_in_another_stage_is_another_step() -> None:
    """It stands on something else."""
    before = _steps("RUN make install")
    after = tuple(replace(s, stage="test") for s in before)

    assert not same_text(before[0], replace(after[0], source="RUN make check"))
    assert same_text(before[0], after[0])


def test_blanks_at_line_ends_change_nothing() -> None:
    """As no builder sees them."""
    (before,) = _steps("RUN a \\\n  b")

    assert same_text(before, replace(before, source="RUN a \\  \n b\r"))
    assert not same_text(before, replace(before, source="RUN a b"))


_ANY = st.lists(st.sampled_from(["RUN a", "RUN b", "RUN make all", "RUN make", "COPY a b"]))


@given(_ANY, _ANY)
def test_every_step_is_in_one_pair_and_in_its_order(before: list[str], after: list[str]) -> None:
    """Whatever changed."""
    found = _paired(_steps(*before), _steps(*after))

    assert [a for a, _ in found if a] == list(range(1, len(before) + 1))
    assert [b for _, b in found if b] == list(range(1, len(after) + 1))
    assert (0, 0) not in found


def test_a_short_step_is_paired_by_the_words_within_its_paths() -> None:
    """Blanks alone would leave only `COPY` of it."""
    before, after = _steps("COPY app-1.0.jar /app.jar"), _steps("COPY app-1.1.jar /opt/app.jar")

    assert _paired(before, after) == [(1, 1)]


def test_thirty_long_steps_are_held_against_thirty_others_in_a_moment() -> None:
    """Letter by letter it would take minutes."""
    before = _steps(*(f"RUN {' '.join(f'old{n}x{at}' for at in range(250))}" for n in range(30)))
    after = _steps(*(f"RUN {' '.join(f'new{n}x{at}' for at in range(250))}" for n in range(30)))

    began = time.process_time()
    found = _paired(before, after)
    assert len(found) == 60
    assert time.process_time() - began < 5
