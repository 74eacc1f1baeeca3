"""The axis of base images."""

from __future__ import annotations

import pytest

from bisectbuild.axes.base import Base, base_axis
from bisectbuild.errors import UsageError
from tests.support.walks import options_for, plan_for, subjects

_STAGES = """\
FROM golang:1 AS build
RUN make
FROM debian:11 AS run
FROM run AS more
FROM debian:11 AS unused
FROM more
COPY --from=build /x /x
"""


def _axis(
    text: str, words: str, *flags: str, stage: str | None = None, target: str | None = None
) -> Base:
    options = options_for(*flags, target=target)
    return base_axis(plan_for(text, options), options, words, stage=stage)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a:1\nRUN b", "FROM a:2\nRUN b"),
        ("FROM a\nRUN b", "FROM a:2\nRUN b"),
        ("from a:1  AS x \t\r\nRUN b\r\n", "from a:2  AS x \t\r\nRUN b\r\n"),
        ("FROM --platform=linux/amd64 a:1 AS x\n", "FROM --platform=linux/amd64 a:2 AS x\n"),
        (
            "\ufeff# escape=`\nFROM `\n# FROM a:1\n  --platform=p `\n\n a:1 `\n as x\nRUN b",
            "\ufeff# escape=`\nFROM `\n# FROM a:1\n  --platform=p `\n\n a:2 `\n as x\nRUN b",
        ),
        ("FROM a\\\n:\\\n1\nRUN b", "FROM \\\n\\\na:2\nRUN b"),
        ("ARG T=1\nFROM a:${T}\nRUN b", "ARG T=1\nFROM a:2\nRUN b"),
        ("ARG I=r.test:5/a\nFROM ${I}:9\nRUN b", "ARG I=r.test:5/a\nFROM r.test:5/a:2\nRUN b"),
        ('FROM "a:1"\nRUN <<E\nFROM a:1\nE\n', "FROM a:2\nRUN <<E\nFROM a:1\nE\n"),
        ("FROM a:$TARGETARCH\n", "FROM a:2\n"),
    ],
)
def test_nothing_but_the_word_for_the_image_is_replaced(text: str, expected: str) -> None:
    """A variable in it becomes a literal; every instruction keeps its lines."""
    walk = _axis(text, "2,3")
    own = walk.plan.dockerfile

    found = subjects(walk)[0].plan

    assert found.dockerfile.data.decode() == expected
    assert found.request.dockerfile == found.dockerfile.data
    lines = [one.span for one in own.instructions]
    assert [one.span for one in found.dockerfile.instructions] == lines


def test_the_base_at_the_start_of_the_targets_chain_is_meant() -> None:
    """What is tested is the target's end."""
    walk = _axis(_STAGES, "12,ubuntu:1")

    found = subjects(walk)

    assert [point.key for point in walk.axis.points] == ["12", "ubuntu:1"]
    assert walk.axis.points[0].title == "FROM debian:12 on line 3"
    assert walk.axis.parents == ((), (0,))
    changed = _STAGES.replace("debian:11 AS run", "ubuntu:1 AS run")
    assert found[1].plan.dockerfile.data.decode() == changed
    assert found[1].at.text == "COPY --from=build /x /x"
    assert found[0].plan.image != found[1].plan.image
    assert walk.instruction(0) is walk.plan.dockerfile.instructions[2]


def test_the_target_that_was_asked_for_counts() -> None:
    """Its own base, and its own end."""
    found = subjects(_axis(_STAGES, "2,3", target="build"))[0]

    assert b"FROM golang:2 AS build" in found.plan.dockerfile.data
    assert found.at.text == "RUN make"


_TWICE = """\
ARG T=1
FROM a:$T AS build
RUN make
FROM a:2 AS other
FROM a:1 AS unused
FROM build AS test
FROM a:1
COPY --from=test /x /x
COPY --from=other /x /x
"""


def test_stages_on_the_same_image_move_together() -> None:
    """However it is written; those of another tag stay, and so do those that nobody needs."""
    walk = _axis(_TWICE, "8,9")

    text = subjects(walk)[0].plan.dockerfile.data.decode()

    lines = text.splitlines()
    assert lines[1] == "FROM a:8 AS build"
    assert lines[6] == "FROM a:8"
    assert [lines[3], lines[4], lines[5]] == _TWICE.splitlines()[3:6]
    assert walk.axis.points[0].title == "FROM a:8 on lines 2, 7"


def test_a_stage_that_is_named_moves_alone() -> None:
    """It need not be the one that holds the FROM."""
    text = subjects(_axis(_TWICE, "8,9", stage="test"))[0].plan.dockerfile.data.decode()

    assert text == _TWICE.replace("FROM a:$T AS", "FROM a:8 AS")


@pytest.mark.parametrize(
    ("text", "words", "stage", "told"),
    [
        ("FROM scratch\nCOPY a b", "1,2", None, "on scratch"),
        (_TWICE, "1,2", "unused", "does not need"),
        (_TWICE, "1,2", "absent", "could not be found"),
        ("ARG I\nFROM $I\n", "1,2", None, "which image"),
        ("FROM $TARGETARCH/x\n", "1,2", None, "which image"),
        ("FROM a AS x-amd64\nFROM b AS x-arm64\nFROM x-$TARGETARCH", "1,2", None, "platform"),
        ("FROM a\n", "1", None, "two bases"),
    ],
)
def test_what_cannot_be_tried_is_refused_with_advice(
    text: str, words: str, stage: str | None, told: str
) -> None:
    """Before anything is built."""
    with pytest.raises(UsageError) as caught:
        _axis(text, words, stage=stage)

    assert told in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("text", ["ARG I\nFROM $I\nRUN b", "FROM $TARGETARCH/x\nRUN b"])
def test_whole_images_need_no_name_to_go_by(text: str) -> None:
    """They say all themselves."""
    found = subjects(_axis(text, "a:1,b:2"))

    assert b"FROM b:2\n" in found[1].plan.dockerfile.data


def test_one_stage_named_by_each_platform_moves_with_its_image() -> None:
    """Where all that a platform arg may name stand on one image, that is the one."""
    text = "FROM a AS x-amd64\nFROM a AS x-arm64\nFROM x-$TARGETARCH\n"

    found = subjects(_axis(text, "1,2"))[0].plan.dockerfile.data.decode()

    assert found == text.replace("FROM a AS", "FROM a:1 AS")
