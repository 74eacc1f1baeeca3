"""Where things lead from a part of a shell text."""

from __future__ import annotations

from dataclasses import dataclass

from bisectbuild.blame.graph import Junction


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Where things lead from a part: after it, out of its shell, out of its function or loop.

    Each pair is for success and for failure. `ignored` tells that `set -e` does not look here,
    `carries` that a failure is that of a command before, `substituted` that some shells forget
    `set -e` here.
    """

    ok: Junction
    fail: Junction
    leave: tuple[Junction, Junction]
    back: tuple[Junction, Junction] | None = None
    loop: tuple[Junction, Junction] | None = None
    ignored: bool = False
    substituted: bool = False
    quiet: bool = False
    carries: bool = False
    depth: int = 0
