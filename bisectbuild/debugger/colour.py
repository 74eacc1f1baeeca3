"""The colours of Dockerfile syntax on a terminal, by pygments where that is installed."""

from __future__ import annotations

from collections.abc import Sequence

_LONGEST = 100_000


def coloured(lines: Sequence[str]) -> list[str]:
    """Give the lines in colours, each whole in itself; as they are where that cannot be had."""
    text = "\n".join(lines)
    if len(text) > _LONGEST:
        return list(lines)
    try:
        # Slow to import, and only for colours; it comes without types.
        from pygments import highlight  # type: ignore[import-untyped] # noqa: PLC0415
        from pygments.formatters import (  # type: ignore[import-untyped] # noqa: PLC0415
            TerminalFormatter,
        )
        from pygments.lexers import DockerLexer  # type: ignore[import-untyped] # noqa: PLC0415
    except ImportError:
        return list(lines)
    painted = highlight(text, DockerLexer(stripnl=False), TerminalFormatter())
    found = str(painted).removesuffix("\n").split("\n")
    return found if len(found) == len(lines) else list(lines)
