"""Tests for bisectbuild.engines.client_version."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest

from bisectbuild.engines.client_version import client_version
from bisectbuild.errors import EngineError
from tests.support.matrix import Engine


def _script(folder: Path, says: str) -> str:
    path = folder / "docker"
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def _env(folder: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "XDG_CACHE_HOME": str(folder / "cache")}


@pytest.mark.engine
def test_a_real_client_is_asked_once(engine: Engine, tmp_path: Path) -> None:
    """The second answer comes from the cache, which names the version and the program."""
    program = shutil.which("docker", path=engine.env["PATH"])
    assert program is not None
    env = {**engine.env, "XDG_CACHE_HOME": str(tmp_path)}

    first = client_version(program, env)
    cache = tmp_path / "bisectbuild" / "clients"
    cache.write_text(cache.read_text().replace(engine.client_version, "1.2.3"))

    assert first == engine.client_version
    assert client_version(program, env) == "1.2.3"


def test_a_script_is_asked_each_time(tmp_path: Path) -> None:
    """It may start another client today."""
    env = _env(tmp_path)

    first = client_version(_script(tmp_path, "Docker version 20.10.24, build x"), env)
    second = client_version(_script(tmp_path, "Docker version 28.5.2, build y"), env)

    assert (first, second) == ("20.10.24", "28.5.2")


def test_what_is_not_dockers_client_is_refused(tmp_path: Path) -> None:
    """Podman answers to the name of docker."""
    with pytest.raises(EngineError, match="podman version 4"):
        client_version(_script(tmp_path, "podman version 4.3.1"), _env(tmp_path))


def test_a_broken_cache_only_costs_time(tmp_path: Path) -> None:
    """Bytes that are no text, or a folder where the file belongs, are passed over."""
    env = _env(tmp_path)
    (tmp_path / "cache" / "bisectbuild" / "clients").mkdir(parents=True)

    assert client_version(_script(tmp_path, "Docker version 1.0"), env) == "1.0"
