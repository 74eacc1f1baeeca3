"""The docker client's own configuration: config.json and the folders of its plugins."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

# docker/cli cli-plugins/manager/manager_unix.go, 20.10 to 28.5.
_SYSTEM_PLUGINS = (
    "/usr/local/lib/docker/cli-plugins",
    "/usr/local/libexec/docker/cli-plugins",
    "/usr/lib/docker/cli-plugins",
    "/usr/libexec/docker/cli-plugins",
)


def config_folder(env: Mapping[str, str]) -> Path:
    """Give the folder of config.json: DOCKER_CONFIG, or .docker in the home folder."""
    if folder := env.get("DOCKER_CONFIG"):
        return Path(folder)
    home = env.get("HOME")
    return (Path(home) if home else Path.home()) / ".docker"


def read_config(env: Mapping[str, str]) -> dict[str, Any]:
    """Read config.json; {} where it is missing or no valid JSON, which docker only warns of."""
    try:
        config = json.loads((config_folder(env) / "config.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return config if isinstance(config, dict) else {}


def section(config: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Give one object of the configuration; {} where it is missing or no object."""
    value = config.get(name)
    return value if isinstance(value, dict) else {}


def find_plugin(name: str, env: Mapping[str, str]) -> Path | None:
    """Find a plugin of the docker command line where the client itself looks for it."""
    extra = read_config(env).get("cliPluginsExtraDirs")
    folders = [folder for folder in extra if isinstance(folder, str)] if extra else []
    folders += [str(config_folder(env) / "cli-plugins"), *_SYSTEM_PLUGINS]
    for folder in folders:
        path = Path(folder) / f"docker-{name}"
        if path.is_file() and os.access(path, os.X_OK):
            return path
    return None
