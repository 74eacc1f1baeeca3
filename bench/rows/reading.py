"""How long reading and cutting a large Dockerfile takes, against dockerfile-parse reading it."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

from bench.line import Line, at_most
from bench.measure import in_turn, timed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FEW, _MANY = 1000, 4000
_ROUNDS = 9
_PEER_BOUND = 5.0
# Four times the instructions in five times the time: linear, with room for noise.
_GROWTH_BOUND = 5.0


def lines() -> Iterator[Line]:
    """Compare with the library, and 4,000 instructions with 1,000."""
    few, many = dockerfile(_FEW), dockerfile(_MANY)
    plan, library = partial(_read_and_plan, few), partial(_read_with_library, few)
    checked = partial(_read_and_plan, few, with_checks=True)
    yield _line("1,000 instructions | dockerfile-parse", plan, library, _PEER_BOUND)
    yield _line("the same and every check | dockerfile-parse", checked, library, None)
    yield _line("4,000 instructions | 1,000", partial(_read_and_plan, many), plan, _GROWTH_BOUND)


def _line(
    what: str, ours: Callable[[], object], peer: Callable[[], object], bound: float | None
) -> Line:
    """Take the least of the rounds, as noise only adds."""
    found = in_turn(partial(timed, ours), partial(timed, peer), rounds=_ROUNDS, of=min)
    return at_most(f"reading: {what}", ours=found.ours, peer=found.peer, unit="s", bound=bound)


def dockerfile(count: int) -> bytes:
    """Give a file of so many instructions, a third of them over several lines."""
    written = ["FROM busybox"]
    for number in range(1, count):
        if number % 3:
            written.append(f"ENV NAME_{number}=value PATH=/opt/{number}/bin:$PATH")
        else:
            written.append(f"RUN echo {number} && \\\n    make part-{number} && rm -rf /tmp/x")
    return "\n".join([*written, ""]).encode()


def _read_and_plan(data: bytes, *, with_checks: bool = False) -> object:
    """Scan and parse the file, find the instructions that can be cut after, and make one cut."""
    from bisectbuild.dockerfile.check import check  # noqa: PLC0415 - `--row` loads only its own
    from bisectbuild.dockerfile.cut import cut_after, cut_points  # noqa: PLC0415 - the same
    from bisectbuild.dockerfile.parse import parse  # noqa: PLC0415 - the same

    read = parse(data)
    if with_checks:
        check(read)
    return cut_after(read, cut_points(read, None)[-2].index)


def _read_with_library(data: bytes) -> object:
    from dockerfile_parse import DockerfileParser  # noqa: PLC0415 - the same

    return DockerfileParser(fileobj=BytesIO(data)).structure
