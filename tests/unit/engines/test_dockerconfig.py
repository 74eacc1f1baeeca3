"""The docker client's configuration is read where the client reads it."""

from __future__ import annotations

import json
from pathlib import Path

from bisectbuild.engines.dockerconfig import config_folder, find_plugin, read_config, section


def put_plugin(folder: Path, *, mode: int = 0o755) -> Path:
    """Make a plugin in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "docker-buildx"
    path.write_text("")
    path.chmod(mode)
    return path


def test_the_folder_is_docker_config_or_below_home(tmp_path: Path) -> None:
    """An empty variable counts for none."""
    home = {"HOME": str(tmp_path)}

    assert config_folder({"DOCKER_CONFIG": "/c", **home}) == Path("/c")
    assert config_folder({"DOCKER_CONFIG": "", **home}) == tmp_path / ".docker"


def test_a_broken_or_missing_configuration_is_an_empty_one(tmp_path: Path) -> None:
    """Docker warns and goes on."""
    env = {"DOCKER_CONFIG": str(tmp_path)}
    missing = read_config(env)
    (tmp_path / "config.json").write_text("{")
    broken = read_config(env)
    (tmp_path / "config.json").write_text("[]")
    odd = read_config(env)

    assert (missing, broken, odd) == ({}, {}, {})
    assert section({"proxies": "x"}, "proxies") == {}


def test_a_plugin_is_found_in_the_extra_folders_first(tmp_path: Path) -> None:
    """Then beside config.json; a file that cannot be run is none."""
    env = {"DOCKER_CONFIG": str(tmp_path)}
    beside = put_plugin(tmp_path / "cli-plugins")
    found_beside = find_plugin("buildx", env)
    extra = put_plugin(tmp_path / "extra")
    config = {"cliPluginsExtraDirs": [str(tmp_path / "extra")]}
    (tmp_path / "config.json").write_text(json.dumps(config))
    found_extra = find_plugin("buildx", env)
    extra.chmod(0o644)
    found_without = find_plugin("buildx", env)

    assert (found_beside, found_extra, found_without) == (beside, extra, beside)
    assert find_plugin("no-such-plugin", env) is None
