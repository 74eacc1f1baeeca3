"""What the failing step printed of itself, its shell prints too: before it, and after it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bisectbuild.errors import ExitCode
from tests.support.caches import FreshCacheError, with_one_cache
from tests.support.matrix import Engine
from tests.support.program import Program, program, wait_until
from tests.support.typing import leave, opened, says

pytestmark = pytest.mark.engine

# Node speaks to the agent: the images hold no ssh. 0b asks for the keys, 0c answers with them.
PROBE = r"""#!/bin/sh
say() { echo; echo "[$1]"; }
say env; env | grep -v -e '^_=' -e '^TERM=' -e '^HUSH=' | sort
say id; id -u; id -g; id -G
say pwd; pwd
say umask; umask
say host; hostname
say network; ls -1 /sys/class/net; grep -c extra.example /etc/hosts
say shm; df -k /dev/shm | awk 'NR == 2 { print $2 }'
say files; ulimit -n
say capabilities; grep -e Cap -e Seccomp: -e NoNewPrivs /proc/self/status
say mounts
for t in /cache /tmpfs /ctx /lib-stage /run/secrets/plain /run/owned; do
    # A single file that is mounted in the step is a plain file in the shell.
    [ ! -d "$t" ] || awk -v t="$t" '$2 == t { split($4, o, ","); print t, o[1] }' /proc/mounts
    stat -c '%n %F %a %u:%g' "$t" 2>&1
done
# By its checksum: a secret that is printed is masked in the log.
say secret; cksum /run/secrets/plain /run/owned 2>&1; printf %s "$HUSH" | cksum
say agent
test -z "$SSH_AUTH_SOCK" || node -e '
  const s = require("net").connect(process.env.SSH_AUTH_SOCK);
  s.on("data", d => { process.stdout.write(d.toString("hex")); s.end(); });
  setTimeout(() => s.destroy(), 60000).unref();
  s.on("error", e => console.log("no agent: " + e.code));
  s.write(Buffer.from([0, 0, 0, 1, 11]));'
say cache; find /cache -exec stat -c '%n %F %a %u:%g %s' {} + 2>&1 | sort
say context; find /ctx /lib-stage -exec stat -c '%n %F %s' {} + 2>&1 | sort
say tmpfs; find /tmpfs 2>&1 | sort
say layer; cat /written 2>&1; ls -ln /srv/app
say end
"""
# What both builders have. ARG and ENV of one name stand in both orders.
HEAD = r"""ARG GLOBAL=g
FROM bisectbuild-test/node AS lib
RUN mkdir /lib-files && echo from-stage > /lib-files/a
FROM bisectbuild-test/node
ARG GLOBAL
ARG PLAIN=plain
ARG GIVEN=from-file
ARG BOTH=arg
ENV BOTH=env
ENV FIRST=env
ARG FIRST=arg
ARG SPACED="two  words $PLAIN"
ENV KEPT="it's $GIVEN" LANG=C.UTF-8
COPY --chown=1234:77 probe /probe
RUN chmod 755 /probe && touch /written && chown 1234:77 /written
WORKDIR /srv/app
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
"""
COMMAND = r"""/probe; echo half >> /written; \
    if [ -d /cache ]; then echo new > /cache/new; fi; \
    if [ -d /tmpfs ]; then echo t > /tmpfs/t; fi; \
    /probe; exit 9
"""
# A mount's id is no part of what BuildKit caches by, so it is in the command too.
MOUNTS = r"""RUN --mount=type=cache,id=@,target=/cache,uid=1234,gid=77 \
    : @; mkdir -p /cache/deep && echo old > /cache/deep/old
USER 1234:77
RUN --mount=type=cache,id=@,target=/cache,uid=1234,gid=77 \
    --mount=type=tmpfs,target=/tmpfs \
    --mount=type=bind,target=/ctx \
    --mount=type=bind,from=lib,source=/lib-files,target=/lib-stage \
    --mount=type=secret,id=plain,uid=1234 \
    --mount=type=secret,id=owned,target=/run/owned,uid=1234,gid=77,mode=0440 \
    --mount=type=ssh,uid=1234 \
    """
FRESH = "/cache directory 755 1234:77 4096"
# BuildKit has it since dockerfile 1.10, which Docker 20.10 has not.
SECRET_VARIABLE = "--mount=type=secret,id=owned,env=HUSH \\\n    "
FLAGS = (
    "--build-arg=GIVEN=given",
    "--add-host=extra.example:10.1.2.3",
    "--ulimit=nofile=4321:4321",
    "--shm-size=96m",
)


@contextmanager
def agent(folder: Path) -> Iterator[str]:
    """Run an ssh agent with one key in it; give its socket."""
    key, path = folder / "key", folder / "agent"
    subprocess.run(("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key), check=True)
    child = subprocess.Popen(
        ("ssh-agent", "-D", "-a", path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        added = {**os.environ, "SSH_AUTH_SOCK": str(path)}
        add = ("ssh-add", "-q", key)

        def takes_the_key() -> bool:  # Its socket is there a moment before it listens.
            assert child.poll() is None
            done = subprocess.run(add, env=added, capture_output=True, check=False)
            return done.returncode == 0

        wait_until(takes_the_key, "an agent that takes the key")
        yield str(path)
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait()


def sections(text: str) -> dict[str, str]:
    """Cut what the probe printed into its parts."""
    parts = re.split(r"(?m)^\[(\w+)\]$", text.replace("\r", ""))
    return {name: part.strip() for name, part in zip(parts[1::2], parts[2::2], strict=True)}


def probe_parts(log: str) -> tuple[dict[str, str], dict[str, str]]:
    """Give what the failing step printed at its beginning and at its end."""
    lines = re.sub(r"(?m)^ +\d+ │ ", "", log)
    first, second = re.findall(r"(?ms)^\[env\]$.*?^\[end\]$", lines)[-2:]
    return sections(first), sections(second)


def prepared(engine: Engine, folder: Path, command: str, **variables: str) -> Program:
    """Lay out the build."""
    here = program(engine, folder, **variables)
    here.write("probe", PROBE)
    here.write("seen", "x")
    here.write("hidden.log", "x")
    here.write(".dockerignore", "*.log\n")
    here.write("Dockerfile", HEAD + command.replace("@", folder.name))
    (folder / "plain").write_text("plain-secret\n")
    (folder / "owned").write_text("owned-secret\n")
    return here


def compare(here: Program, words: tuple[str, ...], line: int) -> None:
    """Run the build, then the probe in both shells at a real terminal."""
    built = here.run("debug", "--progress=plain", *words)
    assert built.code == ExitCode.BROKEN, built.stderr
    at_begin, at_end = probe_parts(built.stdout + built.stderr)
    # The cache is live: on both sides it holds what the failed step left in it.
    at_begin["cache"] = at_end["cache"]
    if "--ssh=default" in words and "/cache/deep" not in at_end["cache"]:
        raise FreshCacheError  # The step itself was given one.

    for side, expected in (("before", at_begin), ("after", at_end)):
        shell, _ = opened(here, "shell", f"--at={line}:{side}", *words)
        found = sections(says(shell, "/probe"))
        leave(shell)

        if found["cache"] != expected["cache"] and found["cache"] == FRESH:
            raise FreshCacheError
        assert expected["env"]
        # A step that ran in a container of its own had another name and id.
        assert _without_ids(found) == _without_ids(expected), side


def _without_ids(parts: dict[str, str]) -> dict[str, str]:
    """Leave out the name of a container, which is its id, and groups beside the own ones."""
    kept = {name: part for name, part in parts.items() if name not in {"host", "end"}}
    kept["env"] = re.sub(r"(?m)^HOSTNAME=[0-9a-f]{12}$", "HOSTNAME=id", kept["env"])
    user, group, groups = kept["id"].split("\n")
    kept["id"] = " ".join((user, group, *sorted({group, *groups.split()})))
    return kept


@pytest.mark.parametrize("network", ["default", "none"])
def test_the_shell_equals_the_step_in_all_that_both_builders_have(
    network: str, engine_builder: Engine, tmp_path: Path
) -> None:
    """User, directory, shell, variables and their precedence, network, hosts, limits, layer."""
    command = f"USER 1234:77\nRUN {COMMAND}"
    here = prepared(engine_builder, tmp_path, command)

    compare(here, (*FLAGS, f"--network={network}"), HEAD.count("\n") + 2)


def test_the_shell_has_the_mounts_of_the_step(engine: Engine, tmp_path: Path) -> None:
    """Cache, tmpfs, bind of context and stage, secrets, the agent's keys; owners and modes too."""

    def attempt(name: str) -> None:
        folder = tmp_path / f"{os.getpid()}{name}"  # Short, as it holds a socket.
        folder.mkdir()
        compare_mounts(engine, folder)

    with_one_cache(attempt)


def compare_mounts(engine: Engine, folder: Path) -> None:
    """Compare the step and its shells, with a cache of its own."""
    with agent(folder) as socket:
        mounts = MOUNTS + (SECRET_VARIABLE if engine.buildx_version else "")
        here = prepared(engine, folder, mounts + COMMAND, DOCKER_BUILDKIT="1", SSH_AUTH_SOCK=socket)
        platform = engine.docker("version", "--format=--platform=linux/{{.Server.Arch}}").strip()
        secrets = (
            f"--secret=id=plain,src={folder / 'plain'}",
            f"--secret=id=owned,src={folder / 'owned'}",
        )

        compare(here, (*FLAGS, *secrets, "--ssh=default", platform), HEAD.count("\n") + 5)


def test_the_shell_of_a_step_without_confinement_has_all_its_privileges(
    engine: Engine, tmp_path: Path
) -> None:
    """As a privileged container has them: these builders' own frontends do not run such a step."""
    if not engine.buildx_version:
        pytest.skip("this engine's BuildKit is older than RUN --security")
    here = program(engine, tmp_path, DOCKER_BUILDKIT="1")
    here.write("Dockerfile", "FROM bisectbuild-test/busybox\nRUN --security=insecure exit 7\n")
    look = "grep -e CapEff -e Seccomp: /proc/self/status"

    run = here.run("debug", "--exec", look)

    words = ("run", "--rm", "--privileged", "bisectbuild-test/busybox", "sh", "-c", look)
    assert "CapEff:" in run.stdout, run.stderr
    assert run.stdout == engine.docker(*words)
