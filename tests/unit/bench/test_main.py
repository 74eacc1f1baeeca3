"""`python -m bench`: which rows it measures and how it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bench import __main__ as program
from bench.line import Line, at_most
from bench.scene import NotUpError
from tests.support.matrix import REQUIRE_VARIABLE


def _row(ratio: float, bound: float | None = 1.0) -> Callable[[], Iterator[Line]]:
    def lines() -> Iterator[Line]:
        yield at_most(f"ratio {ratio}", ours=ratio, peer=1.0, unit="MB", bound=bound)

    return lines


def _not_up() -> Iterator[Line]:
    yield from ()
    raise NotUpError("engine x was not brought up")


def _fails() -> Iterator[Line]:
    yield from ()
    raise RuntimeError("it ended with 70")


@pytest.fixture
def _rows(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {
        "good": _row(0.5),
        "bad": _row(2),
        "told": _row(9, None),
        "absent": _not_up,
        "fails": _fails,
    }
    monkeypatch.setattr(program, "ROWS", rows)
    monkeypatch.delenv(REQUIRE_VARIABLE, raising=False)


@pytest.mark.usefixtures("_rows")
@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("good",), 0),
        (("good", "bad"), 1),
        (("told",), 0),
        (("absent", "good"), 0),
        ((), 1),
    ],
)
def test_a_broken_bound_ends_in_one(names: tuple[str, ...], code: int) -> None:
    """Without `--row` all rows are measured; a row without a bound breaks none."""
    assert program.main([f"--row={name}" for name in names]) == code


@pytest.mark.usefixtures("_rows")
def test_one_table_is_printed_for_the_rows_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """Only the table goes to standard output, in the order asked for."""
    program.main(["--row=absent", "--row=good"])

    assert capsys.readouterr().out.splitlines() == [
        "row        ours          peer                         ratio  bound",
        "absent     not measured  engine x was not brought up                -",
        "ratio 0.5  0 MB          1 MB                         0.50   <= 1   ok",
    ]


@pytest.mark.usefixtures("_rows")
def test_an_engine_that_must_be_up_fails_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """In CI nothing goes unmeasured unnoticed."""
    monkeypatch.setenv(REQUIRE_VARIABLE, "1")

    assert program.main(["--row=absent"]) == 1


@pytest.mark.usefixtures("_rows")
def test_a_row_that_fails_costs_no_other_row(capsys: pytest.CaptureFixture[str]) -> None:
    """The table still stands, and tells of it; the run has failed."""
    code = program.main(["--row=fails", "--row=good"])

    told = capsys.readouterr()
    assert code == 1
    assert [line.split()[0] for line in told.out.splitlines()] == ["row", "fails", "ratio"]
    assert "it ended with 70" in told.err


@pytest.mark.usefixtures("_rows")
def test_an_unknown_row_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """The message lists the rows there are."""
    with pytest.raises(SystemExit) as refused:
        program.main(["--row=none"])

    assert refused.value.code == 2
    assert "good" in capsys.readouterr().err
