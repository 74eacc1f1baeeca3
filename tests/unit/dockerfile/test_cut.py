"""Tests for bisectbuild.dockerfile.cut."""

from __future__ import annotations

import pytest

from bisectbuild.dockerfile.cut import (
    cut_after,
    cut_points,
    is_buildable,
    last_buildable_before,
    mentions_targetstage,
    target_stage_name,
)
from bisectbuild.dockerfile.parse import parse
from bisectbuild.errors import DockerfileError, UsageError


@pytest.mark.parametrize(
    ("data", "index", "expected"),
    [
        (b"FROM a\nRUN b\nRUN c\n", 1, b"FROM a AS bb-0001\n"),
        (b"FROM a\nRUN b\nRUN c\n", 2, b"FROM a AS bb-0002\nRUN b\n"),
        (b"FROM a\nRUN b", 2, b"FROM a AS bb-0002\nRUN b\n"),
        (b"FROM a\r\nRUN b", 2, b"FROM a AS bb-0002\r\nRUN b\r\n"),
        (b"FROM a AS Own\nRUN b\nRUN c\n", 2, b"FROM a AS Own\nRUN b\n"),
        (b"from a\nrun b\n", 2, b"from a as bb-0002\nrun b\n"),
        (b"FROM a \t\nRUN b\n", 1, b"FROM a AS bb-0001 \t\n"),
        (b"FROM a\\\n\n# c\n  \\\n", 1, b"FROM a AS bb-0001\\\n\n# c\n  \\\n"),
        (b"FROM \\\n# c\n  a\nRUN b\n", 1, b"FROM \\\n# c\n  a AS bb-0001\n"),
        (b"FROM \\\n--platform=x\\\n a \\\n", 1, b"FROM \\\n--platform=x\\\n a AS bb-0001 \\\n"),
        (b"FROM al\\\npine\nRUN b\n", 1, b"FROM al\\\npine AS bb-0001\n"),
        (b"FROM a \\", 1, b"FROM a AS bb-0001 \\\n"),
        (b"# escape=`\nFROM a `\n\n", 1, b"# escape=`\nFROM a AS bb-0001 `\n\n"),
        (b"\xef\xbb\xbfFROM a\n", 1, b"\xef\xbb\xbfFROM a AS bb-0001\n"),
        (b"FROM a\nRUN <<E\nx\nE\nUSER u\n", 2, b"FROM a AS bb-0002\nRUN <<E\nx\nE\n"),
        (b"FROM a\nRUN <<E\nx\nE", 2, b"FROM a AS bb-0002\nRUN <<E\nx\nE\n"),
        (b"FROM a\nLABEL b=\xff\n#\xfe\nUSER u", 2, b"FROM a AS bb-0002\nLABEL b=\xff\n"),
        (b"ARG v\nFROM a AS b\nFROM b\nRUN c\n", 3, b"ARG v\nFROM a AS b\nFROM b AS bb-0003\n"),
        ("FROM a\xa0\nRUN b\n".encode(), 1, "FROM a AS bb-0001\xa0\n".encode()),
    ],
)
def test_a_cut_is_the_persons_own_bytes_with_a_named_stage(
    data: bytes, index: int, expected: bytes
) -> None:
    """Nothing changes but the name behind the last word of the FROM and a missing newline."""
    assert cut_after(parse(data), index).data == expected


def test_a_cut_names_its_target_and_stage() -> None:
    """A stage's own name stays, lower-cased as --target wants it; others get a generated one."""
    dockerfile = parse(b"FROM a AS Own\nRUN b\nFROM c\nRUN d\n")

    own, generated = cut_after(dockerfile, 2), cut_after(dockerfile, 4)

    assert (own.target, own.stage, own.index, own.whole) == ("own", 0, 2, False)
    assert (generated.target, generated.stage, generated.whole) == ("bb-0004", 1, True)


@pytest.mark.parametrize(
    "rival",
    [
        b"FROM x AS bb-0004\n",
        b"FROM BB-0004\n",
        b"FROM x\nCOPY --from=bb-0004 a b\n",
        b"FROM x\nRUN --mount=type=bind,from=bb-0004,target=/x y\n",
        b"FROM x\nONBUILD COPY --from=bb-0004 a b\n",
    ],
)
def test_a_generated_name_is_never_a_name_of_the_file(rival: bytes) -> None:
    """Else another instruction would mean the cut's stage."""
    data = b"FROM a\nRUN b\nRUN c\nRUN d\n" + rival

    assert cut_after(parse(data), 4).target == "bb-0004-2"


def test_nothing_before_the_first_from_can_be_cut() -> None:
    """A global ARG has no stage."""
    with pytest.raises(DockerfileError, match="before the first FROM"):
        cut_after(parse(b"ARG a\nFROM b\n"), 1)


@pytest.mark.parametrize(
    ("data", "index", "buildable"),
    [
        (b"ARG a\nFROM b\n", 1, False),
        (b"ARG a\nFROM b\n", 2, True),
        (b"FROM scratch\nCOPY a b\n", 1, False),
        (b"FROM scratch\nCOPY a b\n", 2, True),
        (b"ARG BASE=scratch\nFROM ${BASE}\n", 2, False),
        (b"FROM ${BASE:-scratch}\n", 1, False),
        (b"FROM scratch AS a\nFROM a\n", 2, False),
        (b"FROM scratch AS a\nENV b=c\nFROM a\n", 3, True),
        (b"FROM busybox AS scratch\nFROM scratch\n", 2, True),
        (b"FROM scratch AS scratch\n", 1, False),
    ],
)
def test_only_what_gives_an_image_is_buildable(data: bytes, index: int, buildable: object) -> None:
    """FROM scratch alone is an empty file system, however it is spelled."""
    assert is_buildable(parse(data), index) is buildable


def test_a_build_arg_can_make_a_base_scratch() -> None:
    """The person's build args choose the base."""
    dockerfile = parse(b"ARG BASE=debian\nFROM $BASE\n")

    assert is_buildable(dockerfile, 2)
    assert not is_buildable(dockerfile, 2, {"BASE": "scratch"})


@pytest.mark.parametrize(
    ("data", "index", "before"),
    [
        (b"FROM a\nRUN b\nRUN c\n", 3, 2),
        (b"FROM a\nRUN b\n", 2, 1),
        (b"FROM a\nRUN b\nFROM c\nRUN d\n", 3, None),
        (b"FROM scratch\nCOPY a b\n", 2, None),
        (b"ARG a\nFROM b\n", 1, None),
    ],
)
def test_the_last_good_place_is_in_the_same_stage(
    data: bytes, index: int, before: int | None
) -> None:
    """The instruction before, unless nothing of the stage can be built."""
    found = last_buildable_before(parse(data), index)

    assert (found.index if found else None) == before


def test_cut_points_are_those_of_the_stages_a_target_needs() -> None:
    """In file order, the FROMs included, global ARGs not."""
    dockerfile = parse(b"ARG v\nFROM a AS x\nRUN b\nFROM a AS y\nFROM a\nCOPY --from=x c d\n")

    assert [one.index for one in cut_points(dockerfile, None)] == [2, 3, 5, 6]
    assert [one.index for one in cut_points(dockerfile, "Y")] == [4]


@pytest.mark.parametrize(
    ("data", "target", "value"),
    [
        (b"FROM a AS x\nFROM b AS Y\n", None, "y"),
        (b"FROM a AS x\nFROM b\n", None, "default"),
        (b"FROM a AS x\nFROM b\n", "X", "X"),
    ],
)
def test_targetstage_is_that_of_the_persons_own_build(
    data: bytes, target: str | None, value: str
) -> None:
    """A cut is given this value, else its cache keys would differ."""
    assert target_stage_name(parse(data), target) == value


def test_a_target_that_does_not_exist_is_wrong_use() -> None:
    """The message lists what there is."""
    with pytest.raises(UsageError):
        target_stage_name(parse(b"FROM a\n"), "x")


def test_targetstage_is_found_anywhere_in_the_text() -> None:
    """Better to pass an argument too many than to lose the cache."""
    assert mentions_targetstage(b"FROM a\nARG TARGETSTAGE\n")
    assert not mentions_targetstage(b"FROM a\nARG TARGETOS\n")
