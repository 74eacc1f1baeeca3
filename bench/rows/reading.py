"""How long reading and cutting a large Dockerfile takes, against dockerfile-parse reading it."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

from bench.line import Line, at_most
from bench.measure import in_turn, timed

if TYPE_CHECKING:
    from collections.abc import Iterator

_FEW, _MANY = 1000, 4000
_ROUNDS = 9
_PEER_BOUND = 5.0
# Four times the instructions in five times the time: linear, with room for noise.
_GROWTH_BOUND = 5.0


def lines() -> Iterator[Line]:
    """Compare with the library, and 4,000 instructions with 1,000; the least of the rounds."""
    few, many = dockerfile(_FEW), dockerfile(_MANY)
    found = in_turn(
        partial(timed, partial(_read_and_plan, few)),
        partial(timed, partial(_read_with_library, few)),
        rounds=_ROUNDS,
        of=min,
    )
    yield at_most(
        "reading: 1,000 instructions | dockerfile-parse",
        ours=found.ours,
        peer=found.peer,
        unit="s",
        bound=_PEER_BOUND,
    )
    grown = in_turn(
        partial(timed, partial(_read_and_plan, many)),
        partial(timed, partial(_read_and_plan, few)),
        rounds=_ROUNDS,
        of=min,
    )
    yield at_most(
        "reading: 4,000 instructions | 1,000",
        ours=grown.ours,
        peer=grown.peer,
        unit="s",
        bound=_GROWTH_BOUND,
    )


def dockerfile(count: int) -> bytes:
    """Give a file of so many instructions, a third of them over several lines."""
    written = ["FROM busybox"]
    for number in range(1, count):
        if number % 3:
            written.append(f"ENV NAME_{number}=value PATH=/opt/{number}/bin:$PATH")
        else:
            written.append(f"RUN echo {number} && \\\n    make part-{number} && rm -rf /tmp/x")
    return "\n".join([*written, ""]).encode()


def _read_and_plan(data: bytes) -> object:
    from bisectbuild.dockerfile.check import check  # noqa: PLC0415 - `--row` loads only its own
    from bisectbuild.dockerfile.cut import cut_after, cut_points  # noqa: PLC0415 - the same
    from bisectbuild.dockerfile.parse import parse  # noqa: PLC0415 - the same

    read = parse(data)
    check(read)
    return cut_after(read, cut_points(read, None)[-2].index)


def _read_with_library(data: bytes) -> object:
    from dockerfile_parse import DockerfileParser  # noqa: PLC0415 - the same

    return DockerfileParser(fileobj=BytesIO(data)).structure
