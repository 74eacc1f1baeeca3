"""How BuildKit numbers the steps of each stage."""

from __future__ import annotations

import pytest

from bisectbuild.builder import StepLabel
from bisectbuild.dockerfile.parse import parse
from bisectbuild.trace.numbering import StageSteps, number_stages, place, triggers_of


def _stages(text: str, end: int | None = None) -> tuple[StageSteps, ...]:
    return number_stages(parse(text.encode()), end)


def _label(text: str, index: int, total: int, *, onbuild: bool = False) -> StepLabel:
    return StepLabel(text=text, index=index, total=total, onbuild=onbuild)


def test_run_copy_add_and_workdir_count_and_nothing_else_does() -> None:
    """Metadata instructions are never shown."""
    text = (
        "FROM a\nENV A=1\nRUN x\nLABEL b=c\nCOPY a b\nADD a b\nWORKDIR /w\nUSER u\nONBUILD RUN y\n"
        'VOLUME /v\nSHELL ["sh"]\nHEALTHCHECK NONE\nEXPOSE 1\nCMD ["x"]\n'
    )
    (stage,) = _stages(text)

    assert [entry.keyword for entry in stage.steps] == ["RUN", "COPY", "ADD", "WORKDIR"]
    assert stage.total == 4


@pytest.mark.parametrize(
    ("base", "counts"),
    [("image", True), ("scratch", False), ("one", False), ("ONE", False), ("$X", None)],
)
def test_a_base_counts_where_it_is_an_image(base: str, *, counts: bool | None) -> None:
    """Neither scratch nor an earlier stage."""
    stages = _stages(f"FROM image AS one\nRUN a\nFROM {base} AS two\nRUN b\n")

    assert stages[1].base_counts is counts


def test_a_base_behind_a_variable_is_judged_by_the_total() -> None:
    """It may name an image, a stage or scratch."""
    (stage,) = _stages("ARG X=image\nFROM $X\nRUN a\n")

    assert stage.base([_label("RUN a", 2, 2)]) == 1
    assert stage.base([_label("RUN a", 1, 1)]) == 0


@pytest.mark.parametrize("path", ["/", "//", "/.", "/a/..", " / "])
def test_the_root_as_workdir_is_in_the_total_but_takes_no_number(path: str) -> None:
    """`[one 3/4] RUN` is the last step of such a stage: seen on 20.10 and 28.5."""
    (stage,) = _stages(f"FROM a\nRUN a\nWORKDIR {path}\nRUN b\n")

    assert [entry.text for entry in stage.steps] == ["RUN a", "RUN b"]
    assert stage.total == 3


def test_stages_are_known_by_name_or_number() -> None:
    """A file with one stage shows none."""
    assert [stage.names for stage in _stages("FROM a AS Build\nRUN x\nFROM b\n")] == [
        {"build"},
        {"stage-1"},
    ]
    assert _stages("FROM a AS build\n")[0].names == {"build", ""}


def test_a_cut_counts_only_what_it_holds() -> None:
    """Its totals are smaller than the file's."""
    text = "FROM a AS one\nRUN x\nRUN y\nFROM b\nRUN z\n"
    (stage,) = _stages(text, end=2)

    assert stage.names == {"one", ""}
    assert stage.total == 1


def test_triggers_are_told_by_newer_totals() -> None:
    """`[1/3] FROM`, then `[2/5] ONBUILD RUN`: 28.5."""
    (stage,) = _stages("FROM a\nRUN x\nRUN y\n")
    labels = (_label("FROM a", 1, 3), _label("RUN t", 2, 5, onbuild=True), _label("RUN x", 4, 5))

    assert triggers_of(stage, labels) == 2


def test_triggers_of_older_builders_are_told_by_what_stands_where() -> None:
    """20.10 shows `[2/3] RUN trigger` and goes on to `[5/3]`."""
    (stage,) = _stages("FROM a\nRUN x\nRUN y\n")
    shown = [_label("FROM a", 1, 3), _label("RUN t", 2, 3), _label("COPY t t", 3, 3)]

    assert triggers_of(stage, shown) == 2
    assert triggers_of(stage, [*shown, _label("RUN x", 4, 3), _label("RUN y", 5, 3)]) == 2


def test_a_number_beyond_the_file_proves_triggers_of_the_same_text() -> None:
    """Though each text could stand where it would without any."""
    (stage,) = _stages("FROM a\nRUN x\nRUN x\n")
    shown = [_label("FROM a", 1, 3), *(_label("RUN x", number, 3) for number in (2, 3, 4))]

    assert triggers_of(stage, shown) == 1


def test_a_masked_text_is_no_proof_of_triggers() -> None:
    """It differs only further on."""
    (stage,) = _stages("FROM a\nRUN install $V me@host\n")

    assert triggers_of(stage, [_label("FROM a", 1, 2), _label("RUN install 1 masked", 2, 2)]) == 0


def test_a_doubtful_workdir_gives_way_to_the_text() -> None:
    """A variable, or the base's own directory, can make it the root."""
    (stage,) = _stages("FROM a\nWORKDIR $D\nRUN x\nRUN y\n")

    found = [place(stage, _label(f"RUN {name}", at, 4), 1) for at, name in ((2, "x"), (3, "y"))]
    assert [entry.text for entry in found if entry] == ["RUN x", "RUN y"]


def test_a_number_that_nothing_stands_at_is_nothing() -> None:
    """Better none than a wrong one."""
    (stage,) = _stages("FROM a\nRUN x\n")

    assert place(stage, _label("RUN z", 9, 2), 1) is None
