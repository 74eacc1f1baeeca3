"""What a BuildKit must be old enough, or new enough, for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bisectbuild.engines.process import capture

# TARGETSTAGE came with dockerfile 1.11, in BuildKit v0.17, bundled from Docker 27.4 on.
_TARGETSTAGE_FROM = (27, 4)
_SECONDS = 20.0
_VERSION = re.compile(r"(\d+)\.(\d+)")


def knows_targetstage(docker: str, env: Mapping[str, str]) -> bool:
    """Tell whether the engine's own BuildKit predefines TARGETSTAGE.

    Asks the engine for its version (0.07 s), so ask only where a file mentions it. An engine
    that does not say is taken for a new one.
    """
    told = capture(
        (docker, "version", "--format", "{{.Server.Version}}"), env=env, seconds=_SECONDS
    )
    match = _VERSION.match(told.stdout.decode(errors="replace"))
    return match is None or (int(match[1]), int(match[2])) >= _TARGETSTAGE_FROM
