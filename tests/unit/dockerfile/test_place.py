"""Places: how a person names them, and whose layer each is."""

from __future__ import annotations

import pytest

from bisectbuild.dockerfile.parse import parse
from bisectbuild.dockerfile.place import Place, Side, find_place, layer_of
from bisectbuild.errors import UsageError

_FILE = parse(
    b"""\
ARG V=1
FROM base AS build
# a comment
RUN one \\
    # in it
    two
ENV A=1

FROM scratch
COPY --from=build /a /a
RUN ["/a"]
FROM scratch AS last
LABEL x=y
"""
)


@pytest.mark.parametrize(
    ("at", "index", "side"),
    [
        ("4", 3, Side.BEFORE),
        ("5", 3, Side.BEFORE),
        ("6", 3, Side.BEFORE),
        ("6:after", 3, Side.AFTER),
        ("4:before", 3, Side.BEFORE),
        ("build", 4, Side.AFTER),
        ("BUILD", 4, Side.AFTER),
        ("build:before", 4, Side.BEFORE),
        ("build:1", 2, Side.BEFORE),
        ("build:3", 4, Side.BEFORE),
        ("0:3:after", 4, Side.AFTER),
        ("1:2", 6, Side.BEFORE),
        ("final", 9, Side.AFTER),
        ("final:2", 9, Side.BEFORE),
    ],
)
def test_a_place_is_named_by_line_stage_or_count(at: str, index: int, side: Side) -> None:
    """Any line of an instruction will do; a stage goes by its name or, before `:`, its number."""
    expected = Place(instruction=_FILE.instructions[index - 1], side=side)

    assert find_place(_FILE, at, None) == expected


def test_final_is_the_end_of_the_target() -> None:
    """The one that was asked for, else the last stage."""
    assert find_place(_FILE, "final", "build").instruction.text == "ENV A=1"


@pytest.mark.parametrize(
    "at",
    [
        *("3", "99", "0", "bild", "build:9", "build:0", "7:2", "build:x", "1:2:3", "4:x", ""),
        *(":after", "4:after:after", ":2", "²"),
    ],
)
def test_what_names_no_place_is_refused_with_advice(at: str) -> None:
    """The person learns which lines or stages there are."""
    with pytest.raises(UsageError) as caught:
        find_place(_FILE, at, None)

    assert caught.value.hint


def test_a_near_miss_is_guessed() -> None:
    """The nearest stage name is named."""
    with pytest.raises(UsageError, match="Did you mean build"):
        find_place(_FILE, "bild", None)


@pytest.mark.parametrize(
    ("at", "layer"),
    [
        ("2:after", 2),
        ("4", 2),
        ("4:after", 3),
        ("build", 4),
        ("9:after", None),
        ("10", None),
        ("10:after", 6),
        ("11", 6),
        ("final:before", None),
        ("final", 9),
    ],
)
def test_a_place_has_the_layer_of_an_instruction(at: str, layer: int | None) -> None:
    """Before an instruction it is that of the one before; after FROM scratch there is none."""
    found = layer_of(_FILE, find_place(_FILE, at, None))

    assert (found.index if found else None) == layer


@pytest.mark.parametrize("at", ["1", "1:after", "2", "build:1", "9"])
def test_nothing_lies_before_a_from(at: str) -> None:
    """Nor before the first one."""
    with pytest.raises(UsageError) as caught:
        layer_of(_FILE, find_place(_FILE, at, None))

    assert caught.value.hint
