"""What explaining a saved log of 1 GB costs: memory and speed, by form and shape of the log."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.line import Line
from bench.memory import Peak
from bench.scene import OURS, scratch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BYTES: Final = 1_000_000_000
_MEGA: Final = 1_000_000
_MEMORY: Final = 150 * _MEGA
_SPEED: Final = 25 * _MEGA  # bytes a second
_STEPS: Final = 4000
_BROKEN: Final = 1
_STAMP: Final = b"2031-03-13T07:50:39.0842321Z "
# Lines as builds print them: some with a telling word, some with an address.
_TEXTS: Final = (
    b"Get:12 http://mirror.example/linux stable/main amd64 libfoo amd64 1.2-3 [12.3 kB]",
    b"Selecting previously unselected package libfoo:amd64.",
    b"[ 42%] Building C object src/CMakeFiles/world.dir/module.c.o",
    b"cc -O2 -Wall -Wextra -Ilib/include -c src/module.c -o build/module.o",
    b"src/module.c:12:3: warning: unused variable 'error' [-Wunused-variable]",
)


def lines() -> Iterator[Line]:
    """Measure each log once; it is written, explained and removed."""
    yield from _measured("plain, one step", _one_step)
    yield from _measured(f"plain, {_STEPS} steps", _many_steps)
    yield from _measured("plain with time stamps", _stamped)
    yield from _measured("legacy, one step", _legacy)


def _measured(what: str, write: Callable[[int], Iterator[bytes]]) -> Iterator[Line]:
    with scratch() as folder:
        log = Path(folder, "build.log")
        with log.open("wb") as file:
            file.writelines(write(_BYTES))
        size = log.stat().st_size
        began = time.perf_counter()
        with (
            subprocess.Popen(
                (OURS, "explain", str(log)),
                env=dict(os.environ),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            ) as child,
            Peak(child.pid) as peak,
        ):
            code = child.wait()
        speed = size / (time.perf_counter() - began)
    yield Line(
        row=f"saved-log: {what}, memory | 150 MB",
        ours=f"{peak.own / _MEGA:.0f} MB",
        peer=f"{_MEMORY / _MEGA:.0f} MB",
        ratio=peak.own / _MEMORY,
        bound="< 1",
        ok=peak.own < _MEMORY and code == _BROKEN,
    )
    yield Line(
        row=f"saved-log: {what}, speed | 25 MB/s",
        ours=f"{speed / _MEGA:.0f} MB/s",
        peer=f"{_SPEED / _MEGA:.0f} MB/s",
        ratio=speed / _SPEED,
        bound=">= 1",
        ok=speed >= _SPEED and code == _BROKEN,
    )


def _one_step(size: int) -> Iterator[bytes]:
    yield from _plain(size, 1)


def _many_steps(size: int) -> Iterator[bytes]:
    yield from _plain(size, _STEPS)


def _stamped(size: int) -> Iterator[bytes]:
    for block in _plain(size, 1):
        yield b"".join(_STAMP + line for line in block.splitlines(keepends=True))


def _plain(size: int, steps: int) -> Iterator[bytes]:
    """Give BuildKit's plain progress of so many steps, of which the last one fails."""
    total = steps + 1
    yield b"#1 [1/%d] FROM registry.example/base\n#1 CACHED\n\n" % total
    for step in range(2, steps + 2):
        yield b"#%d [%d/%d] RUN make part-%d\n" % (step, step, total, step)
        block = b"".join(b"#%d %d.25 %s\n" % (step, n, _text(n)) for n in range(500))
        for _ in range(max(size // steps // len(block), 1)):
            yield block
        if step <= steps:
            yield b"#%d DONE 9.1s\n\n" % step
    error = b'process "/bin/sh -c make part-%d" did not complete successfully: exit code: 2' % total
    yield b"#%d 99.9 make: *** [part] Error 2\n#%d ERROR: %s\n" % (total, total, error)
    yield b"ERROR: failed to solve: %s\n" % error


def _legacy(size: int) -> Iterator[bytes]:
    """Give the legacy builder's text, the client's last message at its end."""
    yield b"Step 1/2 : FROM base\n ---> b00e18382ec6\nStep 2/2 : RUN make\n"
    yield b" ---> Running in 7a0fc8e52b5c\n"
    block = b"".join(b"%s\n" % _text(n) for n in range(500))
    for _ in range(size // len(block)):
        yield block
    yield b"The command '/bin/sh -c make' returned a non-zero code: 2\n"


def _text(number: int) -> bytes:
    return _TEXTS[number % len(_TEXTS)]
