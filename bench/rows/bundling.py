"""What packing a state into a bundle takes, against `docker save` of the same image."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench.line import Line, at_most
from bench.measure import in_turn, timed, wall
from bench.scene import engine, scratch
from bisectbuild.bundle.how import How
from bisectbuild.bundle.pack import Parts, pack
from bisectbuild.engines.choose import choose
from bisectbuild.engines.sandbox import DockerSandbox
from tests.support import matrix

if TYPE_CHECKING:
    from collections.abc import Iterator

_IMAGE = "bisectbuild-test/node"
_BOUND, _ROUNDS = 1.2, 3
_LIMIT = 8 * 1024**3
_HOW = How(
    program="bench",
    dockerfile="Dockerfile",
    target="",
    flags=(),
    builder="buildkit",
    engine="",
    platform="",
    line=0,
)


def lines() -> Iterator[Line]:
    """Measure an image of some 300 MB, on each engine."""
    for name in matrix.MATRIX:
        on = engine(name, "buildkit")
        choice = choose("auto", on.env)
        with scratch() as folder, closing(DockerSandbox(choice, on.env)) as sandbox:
            yield _line(name, Path(folder), sandbox, on.env)


def _line(name: str, folder: Path, sandbox: DockerSandbox, env: dict[str, str]) -> Line:
    saved = ("docker", "save", "--output", str(folder / "saved.tar"), _IMAGE)
    found = in_turn(
        partial(timed, partial(_pack, sandbox, folder / "bundle")),
        partial(wall, saved, env=env, cwd=folder),
        rounds=_ROUNDS,
    )
    row = f"bundling: {name} | docker save"
    return at_most(row, ours=found.ours, peer=found.peer, unit="s", bound=_BOUND)


def _pack(sandbox: DockerSandbox, out: Path) -> None:
    parts = Parts(
        how=_HOW,
        postmortem=b"{}",
        dockerfile=b"",
        log=(),
        states={"before": _IMAGE},
        clean=str,
    )
    pack(sandbox.save((_IMAGE,)), parts, out, limit=_LIMIT)
