"""Tests for bisectbuild.dockerfile.dataflow."""

from __future__ import annotations

import pytest

from bisectbuild.dockerfile.dataflow import dataflow
from bisectbuild.dockerfile.parse import parse
from bisectbuild.errors import DockerfileError, UsageError

_CASES: dict[str, tuple[str, dict[int, list[int]]]] = {
    "one stage": ("FROM a\nRUN b\nRUN c", {1: [], 2: [1], 3: [2]}),
    "what stands before the first FROM is no part": ("ARG V\nFROM a\nARG V", {2: [], 3: [2]}),
    "a stage that is not needed is none": ("FROM a\nRUN b\nFROM c\nRUN d", {3: [], 4: [3]}),
    "FROM a stage": ("FROM a AS x\nRUN b\nFROM x\nRUN c", {1: [], 2: [1], 3: [2], 4: [3]}),
    "COPY": (
        "FROM a AS x\nRUN b\nFROM c\nCOPY --from=x d e\nRUN f",
        {1: [], 2: [1], 3: [], 4: [3, 2], 5: [4]},
    ),
    "COPY by number": ("FROM a\nFROM c\nCOPY --from=0 d e", {1: [], 2: [], 3: [2, 1]}),
    "ADD": ("FROM a AS x\nFROM c\nADD --from=x d e", {1: [], 2: [], 3: [2, 1]}),
    "mounts": (
        "FROM a AS x\nFROM b AS y\nFROM c\nRUN --mount=from=y,target=/y --mount=from=x,target=/x d",
        {1: [], 2: [], 3: [], 4: [3, 2, 1]},
    ),
    "a copy of what it already stands on": (
        "FROM a AS x\nFROM x\nCOPY --from=x d e",
        {1: [], 2: [1], 3: [2, 1]},
    ),
    "nothing is made by FROM scratch": (
        "FROM a AS x\nFROM scratch\nCOPY --from=x d e\nLABEL f=g",
        {1: [], 3: [1], 4: [3]},
    ),
    "nor by stages of nothing else": (
        "FROM scratch AS x\nFROM x AS y\nFROM y\nCOPY d e",
        {4: []},
    ),
    "what a trigger needs, the FROM that fires it needs": (
        "FROM a AS x\nFROM b AS y\nONBUILD COPY --from=x c d\nFROM y\nRUN e",
        {1: [], 2: [], 3: [2], 4: [3, 1], 5: [4]},
    ),
    "a platform arg may name any of several stages": (
        "FROM a AS x-amd64\nFROM b AS x-arm64\nFROM x-$TARGETARCH\nRUN c",
        {1: [], 2: [], 3: [1, 2], 4: [3]},
    ),
    "a diamond": (
        "FROM a AS x\nFROM x AS y\nRUN b\nFROM x AS z\nRUN c\nCOPY --from=y d e",
        {1: [], 2: [1], 3: [2], 4: [1], 5: [4], 6: [5, 3]},
    ),
    "FROM scratch alone": ("FROM scratch", {}),
}


def _by_line(text: str, target: str | None = None, **build_args: str) -> dict[int, list[int]]:
    nodes = dataflow(parse(text.encode()), target, build_args)
    lines = [node.instruction.span.start for node in nodes]
    return {
        line: [lines[parent] for parent in node.parents]
        for line, node in zip(lines, nodes, strict=True)
    }


@pytest.mark.parametrize("case", _CASES)
def test_each_instruction_stands_on_what_comes_before_it_and_on_what_it_names(case: str) -> None:
    """The instruction before it in its stage first, then the ends of other stages."""
    text, expected = _CASES[case]

    assert _by_line(text) == expected


def test_the_target_and_the_build_args_choose_what_counts() -> None:
    """A stage that only another value of an arg names is no part of it."""
    text = "ARG B=x\nFROM a AS x\nFROM b AS y\nFROM $B AS z\nRUN c\nFROM z\nRUN d"

    assert _by_line(text, "z") == {2: [], 4: [2], 5: [4]}
    assert _by_line(text, "z", B="y") == {3: [], 4: [3], 5: [4]}


def test_a_target_that_is_not_there_is_refused() -> None:
    """As everywhere else."""
    with pytest.raises(UsageError):
        dataflow(parse(b"FROM a"), "x")
    with pytest.raises(DockerfileError):
        dataflow(parse(b"ARG a"), None)
