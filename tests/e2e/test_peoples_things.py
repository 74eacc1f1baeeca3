"""What a person made from a layer of ours is theirs, though it inherits our label."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from bisectbuild import session
from tests.support.matrix import Engine
from tests.support.program import program

BROKEN = "FROM bisectbuild-test/busybox\nRUN echo one\nRUN false\n"


@pytest.mark.engine
def test_images_and_containers_with_an_inherited_label_stay(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """A tagged layer, an untagged image of it and a running container outlive debug and clean."""
    name = f"bb-mine-{secrets.token_hex(4)}"
    dead = session.begin({"XDG_STATE_HOME": str(tmp_path)}).id.rpartition("-")[0] + "-4194999"
    label = f"--change=LABEL {session.LABEL}={dead}"
    engine_builder.docker("create", "--name", name, "bisectbuild-test/busybox", "sleep", "300")
    untagged = engine_builder.docker("commit", label, name).strip()
    engine_builder.docker("rm", name)
    tagged = engine_builder.docker("tag", untagged, f"{name}:1") or f"{name}:1"
    engine_builder.docker("run", "--detach", "--name", name, tagged, "sleep", "300")
    tool = program(engine_builder, tmp_path)
    tool.write("Dockerfile", BROKEN)

    try:
        assert tool.run("debug", "--no-shell").code == 1
        assert tool.run("clean").code == 0

        running = engine_builder.docker("ps", "--quiet", "--filter", f"name={name}")
        assert running.strip()
        engine_builder.docker("rmi", "--no-prune", "--force", tagged, check=False)
        assert engine_builder.docker("image", "inspect", "--format", "{{.Id}}", untagged)
    finally:
        engine_builder.docker("rm", "--force", name, check=False)
        engine_builder.docker("rmi", "--force", untagged, check=False)
