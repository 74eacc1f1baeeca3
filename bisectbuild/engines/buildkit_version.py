"""The version of the engine, and what a BuildKit must be new enough for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bisectbuild.engines.process import capture

# TARGETSTAGE came with dockerfile 1.11, in BuildKit v0.17, bundled from Docker 27.4 on.
_TARGETSTAGE_FROM = (27, 4)
_SECONDS = 60.0
_VERSION = re.compile(r"(\d+)\.(\d+)")


def engine_version(docker: str, env: Mapping[str, str]) -> str:
    """Ask the engine for its version, "" where it does not say. Takes about 0.07 s."""
    argv = (docker, "version", "--format", "{{.Server.Version}}")
    told = capture(argv, env=env, seconds=_SECONDS)
    return told.stdout.decode(errors="replace").strip() if told.code == 0 else ""


def knows_targetstage(docker: str, env: Mapping[str, str]) -> bool:
    """Tell whether the engine's own BuildKit predefines TARGETSTAGE.

    Ask only where a file mentions it. An engine that does not say is taken for a new one.
    """
    match = _VERSION.match(engine_version(docker, env))
    return match is None or (int(match[1]), int(match[2])) >= _TARGETSTAGE_FROM
