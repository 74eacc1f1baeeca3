"""A Docker daemon of one test's own, which may be killed: the shared ones never are."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.program import PATIENCE, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.matrix import Engine

BASE = "bisectbuild-test/busybox"
# A daemon that finds a containerd in /run shares it instead of starting its own.
_OWN_RUN = (
    "mkdir -p /run/containerd && mount -t tmpfs tmpfs /run/containerd && "
    'exec dockerd --config-file "$0"'
)


@contextmanager
def throwaway(engine: Engine) -> Iterator[tuple[Engine, subprocess.Popen[bytes]]]:
    """Start a second daemon of an engine's kind, with the base image and without a network.

    Needs root. All that it started is killed at the end, by what names its folder.
    """
    folder = Path(tempfile.mkdtemp(prefix="bb-"))
    own = replace(engine, env={**engine.env, "DOCKER_HOST": f"unix://{folder}/s"})
    (folder / "json").write_text(json.dumps(_settings(folder)))
    with (folder / "log").open("wb") as log:
        daemon = subprocess.Popen(
            ("unshare", "--mount", "--propagation", "slave", "sh", "-c", _OWN_RUN, folder / "json"),
            env={k: v for k, v in engine.env.items() if not k.startswith("DOCKER_")},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        wait_until(lambda: _answers(own, daemon, folder), "a daemon that answers")
        engine.docker("save", "--output", str(folder / "base.tar"), BASE)
        own.docker("load", "--input", str(folder / "base.tar"))
        yield own, daemon
    finally:
        daemon.kill()
        daemon.wait(PATIENCE)
        wait_until(lambda: not _kill_rest(folder), "the end of what the daemon started")
        shutil.rmtree(folder, ignore_errors=True)


def _settings(folder: Path) -> dict[str, object]:
    return {
        "data-root": f"{folder}/data",
        "exec-root": f"{folder}/exec",
        "pidfile": f"{folder}/pid",
        "hosts": [f"unix://{folder}/s"],
        "storage-driver": "overlay2",
        "bridge": "none",
        "iptables": False,
        "ip6tables": False,
    }


def _answers(own: Engine, daemon: subprocess.Popen[bytes], folder: Path) -> bool:
    if daemon.poll() is not None:
        raise AssertionError((folder / "log").read_text(errors="replace")[-3000:])
    return own.version in own.docker("version", "--format={{.Server.Version}}", check=False)


def _kill_rest(folder: Path) -> bool:
    """Kill what still names the folder, and its children; tell whether there was any."""
    found = [process for process in Path("/proc").glob("[0-9]*") if _names(process, folder)]
    for process in found:
        with suppress(OSError):  # It may go at any moment.
            for children in process.glob("task/*/children"):
                for child in children.read_text().split():
                    _kill(int(child))
        _kill(int(process.name))
    return bool(found)


def _names(process: Path, folder: Path) -> bool:
    """Tell whether a process has the folder in its arguments, or its root or directory in it."""
    with suppress(OSError):
        if os.fsencode(folder) in (process / "cmdline").read_bytes():
            return True
        return str((process / "root").readlink()).startswith(f"{folder}/")
    return False


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
