"""The engines that tests run on, as `./dev engines up` describes them in its env files."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

MATRIX = {"docker-20.10": ("legacy", "buildkit"), "docker-new": ("legacy", "buildkit")}
ENGINES_VARIABLE = "BISECTBUILD_TEST_ENGINES"
REQUIRE_VARIABLE = "BISECTBUILD_REQUIRE_ENGINES"
_SWITCH = {"legacy": "0", "buildkit": "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """One engine, and one of its builders where a test asks for one.

    `env` is the whole environment of a child process that shall use it: its own client first on
    PATH, its socket, its configuration, and DOCKER_BUILDKIT for the builder.
    """

    name: str
    builder: str
    version: str
    client_version: str
    buildx_version: str
    env: dict[str, str] = field(repr=False)

    def docker(self, *words: str, check: bool = True, text: str | None = None) -> str:
        """Run this engine's own docker client and give what it printed, both streams."""
        done = subprocess.run(
            ("docker", *words),
            env=self.env,
            input=text,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        if check and done.returncode:
            raise AssertionError(f"docker {' '.join(words)}: {done.returncode}\n{done.stdout}")
        return done.stdout


def env_folder() -> Path:
    """Give the folder that holds a folder for each engine."""
    named = os.environ.get(ENGINES_VARIABLE)
    if named:
        return Path(named)
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    home = os.environ.get("BISECTBUILD_DEV_HOME") or Path(cache) / "bisectbuild-dev"
    return Path(home) / "engines"


def pairs(own: int = 0, of: int = 1) -> list[tuple[str, str]]:
    """Give every engine with each of its builders: the matrix, and what else is up.

    Of `of` shares of the engines, those of the share `own`, counted from 0.
    """
    found: dict[str, tuple[str, ...]] = dict(MATRIX)
    for file in sorted(env_folder().glob("*/env")):
        settings = _read(file)
        found[settings["NAME"]] = tuple(settings["BUILDERS"].split())
    return [(name, builder) for name in list(found)[own::of] for builder in found[name]]


def load(name: str, builder: str = "") -> Engine | str:
    """Give an engine that answers, or the reason why there is none."""
    file = env_folder() / name / "env"
    if not file.is_file():
        return f"engine {name} was not brought up: run ./dev engines up"
    settings = _read(file)
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("DOCKER_", "BUILDX_"))}
    env = {
        **keep,
        "PATH": f"{settings['BIN']}{os.pathsep}{os.environ['PATH']}",
        "DOCKER_HOST": settings["DOCKER_HOST"],
        "DOCKER_CONFIG": settings["DOCKER_CONFIG"],
    }
    if builder:
        env["DOCKER_BUILDKIT"] = _SWITCH[builder]
    engine = Engine(
        name=name,
        builder=builder,
        version=settings["ENGINE_VERSION"],
        client_version=settings["CLIENT_VERSION"],
        buildx_version=settings["BUILDX_VERSION"],
        env=env,
    )
    answer = engine.docker("version", "--format", "{{.Server.Version}}", check=False)
    if settings["ENGINE_VERSION"] not in answer:
        return f"engine {name} does not answer: {answer.strip()}"
    return engine


def _read(file: Path) -> dict[str, str]:
    pairs_ = (line.partition("=") for line in file.read_text().splitlines() if "=" in line)
    return {name: value for name, _, value in pairs_}
