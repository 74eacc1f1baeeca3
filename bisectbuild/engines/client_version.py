"""The docker client's version, asked once for each program and then remembered."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Mapping
from pathlib import Path

from bisectbuild.engines.process import capture
from bisectbuild.errors import EngineError

_VERSION = re.compile(r"Docker version ([^\s,]+)")
_SECONDS = 60.0
_MOST = 20


def client_version(program: str, env: Mapping[str, str]) -> str:
    """Give the version that `docker --version` tells; `docker version` would ask the daemon too.

    The answer (0.02 to 0.06 s) is kept in the person's cache folder under the program's path,
    size and time, since it is the same until the program changes. A script may run another
    program at any time, so it is asked anew. Raises EngineError for what is not Docker's client.
    """
    key = _key(program)
    cache = _cache_file(env)
    known = _read(cache) if key and cache else {}
    if key in known:
        return known[key]
    version = _ask(program, env)
    if key and cache:
        _write(cache, {**known, key: version})
    return version


def _ask(program: str, env: Mapping[str, str]) -> str:
    told = capture((program, "--version"), env=env, seconds=_SECONDS).stdout
    text = told.decode("utf-8", "replace").strip()
    match = _VERSION.match(text)
    if match is None:
        raise EngineError(
            f"The docker command on PATH is not Docker's: `docker --version` says {text!r}.",
            hint=f"Put Docker's own client before {program} on PATH.",
        )
    return match[1]


def _key(program: str) -> str:
    """Name a program by what changes with it; "" for a script or what cannot be read."""
    try:
        with Path(program).open("rb") as file:
            if file.read(2) == b"#!":
                return ""
            found = os.fstat(file.fileno())
    except OSError:
        return ""
    return f"{found.st_size}:{found.st_mtime_ns}:{Path(program).resolve()}"


def _cache_file(env: Mapping[str, str]) -> Path | None:
    folder = env.get("XDG_CACHE_HOME") or (f"{env['HOME']}/.cache" if env.get("HOME") else "")
    return Path(folder) / "bisectbuild" / "clients" if folder else None


def _read(cache: Path) -> dict[str, str]:
    try:
        lines = cache.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    pairs = (line.partition("\t") for line in lines)
    return {key: version for version, tab, key in pairs if tab}


def _write(cache: Path, known: Mapping[str, str]) -> None:
    """Write the newest few; a folder that cannot be written only costs time."""
    lines = [f"{version}\t{key}\n" for key, version in known.items()]
    with contextlib.suppress(OSError):
        cache.parent.mkdir(parents=True, exist_ok=True)
        new = cache.with_name(f"{cache.name}.{os.getpid()}")
        new.write_text("".join(lines[-_MOST:]), "utf-8")
        new.replace(cache)
