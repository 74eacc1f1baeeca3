"""Tests for bisectbuild.dockerfile.reach."""

from __future__ import annotations

import pytest

from bisectbuild.dockerfile.parse import parse
from bisectbuild.dockerfile.reach import reachable_stages, resolve_target
from bisectbuild.errors import DockerfileError, UsageError

_XY = "FROM a AS x\nFROM b AS y\n"
_CPUS = "FROM a AS x-amd64\nFROM a AS x-arm64\n"
_CASES: dict[str, tuple[str, tuple[int, ...]]] = {
    "one stage": ("FROM a", (0,)),
    "nothing needed": ("FROM a AS x\nFROM b", (1,)),
    "FROM": ("FROM a AS x\nFROM b AS y\nFROM x", (0, 2)),
    "a chain": ("FROM a AS x\nFROM x AS y\nFROM y", (0, 1, 2)),
    "FROM, name written in capitals": ("FROM a AS X\nFROM x", (0, 1)),
    "FROM in capitals is an image": ("FROM a AS X\nFROM X", (1,)),
    "FROM of a later stage is an image": ("FROM y\nFROM a AS y\nFROM b", (2,)),
    "FROM its own name is an image": ("FROM a AS x\nFROM golang AS golang", (1,)),
    "FROM takes the nearest of equal names": ("FROM a AS x\nFROM b AS x\nFROM x", (1, 2)),
    "FROM never means a number": ("FROM a\nFROM 0", (1,)),
    "COPY by name": ("FROM a AS x\nFROM b\nCOPY --from=x c d", (0, 1)),
    "COPY by name, any case": ("FROM a AS x\nFROM b\nCOPY --from=X c d", (0, 1)),
    "COPY by number": ("FROM a\nFROM b\nFROM c\nCOPY --from=1 c d", (1, 2)),
    "COPY of an image": ("FROM a AS x\nFROM b\nCOPY --from=busybox c d", (1,)),
    "COPY of itself": ("FROM a AS x\nFROM b AS y\nCOPY --from=y c d\nCOPY --from=1 c d", (1,)),
    "COPY of a number too high": ("FROM a\nCOPY --from=7 c d", (0,)),
    "ADD": ("FROM a AS x\nFROM b\nADD --from=x c d", (0, 1)),
    "mount": ("FROM a AS x\nFROM b\nRUN --mount=type=bind,from=X,target=/c d", (0, 1)),
    "mount never means a number": ("FROM a\nFROM b\nRUN --mount=from=0,target=/c d", (1,)),
    "two mounts": (
        _XY + "FROM c\nRUN --mount=from=x,target=/c --mount=from=y,target=/e d",
        (0, 1, 2),
    ),
    "from= in a command is none": ("FROM a AS x\nFROM b\nRUN echo --mount=from=x", (1,)),
    "ONBUILD of the base": (_XY + "ONBUILD COPY --from=x c d\nFROM y", (0, 1, 2)),
    "ONBUILD that does not fire": (_XY + "ONBUILD COPY --from=x c d", (1,)),
    "ARG default": ("ARG B=x\nFROM a AS x\nFROM $B", (0, 1)),
    "ARG default in the FROM": ("FROM a AS x\nFROM ${B:-x}", (0, 1)),
    "ARG unset": ("ARG B\nFROM a AS x\nFROM ${B}y", (1,)),
    "platform arg": (_CPUS + "FROM a AS y\nFROM x-$TARGETARCH", (0, 1, 3)),
    "empty variant": (_CPUS + "FROM x-$TARGETARCH${TARGETVARIANT:+-$TARGETVARIANT}", (0, 1, 2)),
}


@pytest.mark.parametrize("case", _CASES)
def test_a_target_reaches_the_stages_that_buildkit_would_build(case: str) -> None:
    """By FROM, by COPY and ADD --from, by mounts, each with its own lookup rule."""
    text, expected = _CASES[case]

    assert reachable_stages(parse(text.encode()), None) == expected


def test_build_args_choose_the_base() -> None:
    """A build arg wins over the default; a given platform arg leaves one stage."""
    data = (
        b"ARG B=x\nFROM a AS x\nFROM a AS y\nFROM a AS z-arm64\nFROM $B\nFROM z-$TARGETARCH AS t\n"
    )
    dockerfile = parse(data)

    assert reachable_stages(dockerfile, "t", {"TARGETARCH": "amd64"}) == (4,)
    assert reachable_stages(dockerfile, "t", {"TARGETARCH": "arm64"}) == (2, 4)
    dockerfile = parse(data.rsplit(b"FROM", 1)[0])
    assert reachable_stages(dockerfile, None, {"B": "y"}) == (1, 3)


def test_a_target_is_found_by_name_only() -> None:
    """Case does not count and the last of equal names wins."""
    dockerfile = parse(b"FROM a AS x\nFROM b AS X\nFROM c\n")

    assert resolve_target(dockerfile, "X").index == 1
    assert resolve_target(dockerfile, None).index == 2
    with pytest.raises(UsageError):
        resolve_target(dockerfile, "0")


def test_an_unknown_target_gets_a_guess_and_a_list() -> None:
    """The person sees what could have been meant."""
    with pytest.raises(UsageError, match="Did you mean builder") as caught:
        resolve_target(parse(b"FROM a AS builder\nFROM b AS tests\n"), "bulider")

    assert caught.value.hint.endswith("builder, tests")


def test_a_file_without_stages_has_no_target() -> None:
    """Nothing can be built from it."""
    with pytest.raises(DockerfileError):
        resolve_target(parse(b"ARG a\n"), None)
