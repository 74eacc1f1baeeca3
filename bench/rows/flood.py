"""What a step that prints 500 MB costs: memory, and whether its log is complete."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pexpect

from bench.line import Line
from bench.memory import Peak
from bench.scene import BASE, OURS, engine, every_builder, scene, scratch
from bench.terminal import begin

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.scene import Scene

_BYTES = 500_000_000
_MEMORY = 150_000_000
_MEGA = 1_000_000
_FLOOD = f"""FROM {BASE}
RUN : @; yes {"a" * 99} | head -c {_BYTES}; exit 3
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flooded:
    """One run: peaks in bytes, `log` as the postmortem tells it, `size` that of the log file."""

    own: int
    tree: int
    log: dict[str, Any]
    size: int


def lines() -> Iterator[Line]:
    """Measure on every engine and builder, and once at a terminal."""
    for name, builder in every_builder():
        found = _flooded(name, builder, at_terminal=False)
        yield _memory(f"{name} {builder}, pipe", found)
        yield _log(f"{name} {builder}", found, clipped=builder == "buildkit")
    yield _memory("docker-new legacy, terminal", _flooded("docker-new", "legacy", at_terminal=True))


def _memory(where: str, found: _Flooded) -> Line:
    tree = "" if found.tree <= found.own else f" (with the client {found.tree / _MEGA:.0f} MB)"
    return Line(
        row=f"flood: {where}, memory | 150 MB",
        ours=f"{found.own / _MEGA:.0f} MB{tree}",
        peer=f"{_MEMORY / _MEGA:.0f} MB",
        ratio=found.own / _MEMORY,
        bound="< 1",
        ok=found.own < _MEMORY,
    )


def _log(where: str, found: _Flooded, *, clipped: bool) -> Line:
    """Compare the log with what the step printed, or, where the builder clips it, with its word.

    BuildKit keeps 2 MiB of a log (BUILDKIT_STEP_LOG_MAX_SIZE); then the file must hold all that
    came, and the postmortem must say that it is not the whole.
    """
    told = int(found.log["bytes"])
    expected = told if clipped else _BYTES
    whole = found.size == told == expected and found.log["truncated"] is clipped
    return Line(
        row=f"flood: {where}, log {'said to be clipped' if clipped else 'complete'} | received",
        ours=f"{found.size / _MEGA:.1f} MB",
        peer=f"{expected / _MEGA:.1f} MB",
        ratio=found.size / expected if expected else None,
        bound="1, said" if clipped else "1",
        ok=whole and told > 0,
    )


def _flooded(name: str, builder: str, *, at_terminal: bool) -> _Flooded:
    on = engine(name, builder)
    with scratch() as folder:
        place = scene(on, folder)
        place.write(_FLOOD)
        report = Path(folder, "report.json")
        argv = (OURS, "debug", "--no-shell", "--report", str(report), ".")
        peak = _at_terminal(argv, place) if at_terminal else _in_pipe(argv, place)
        log = json.loads(report.read_bytes())["log"]
        size = Path(log["file"]).stat().st_size if log["file"] else 0
    return _Flooded(own=peak.own, tree=peak.tree, log=log, size=size)


def _in_pipe(argv: Sequence[str], place: Scene) -> Peak:
    with (
        subprocess.Popen(
            argv,
            env=place.env,
            cwd=place.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as child,
        Peak(child.pid) as peak,
    ):
        child.wait()
    return peak


def _at_terminal(argv: Sequence[str], place: Scene) -> Peak:
    child = begin(argv, env=place.env, cwd=place.folder)
    with Peak(int(child.pid or 0)) as peak:
        child.expect(pexpect.EOF)
        child.close(force=True)
    return peak
