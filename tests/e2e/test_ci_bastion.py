"""`ci --ssh-via`: a person comes through OpenSSH's own server to a runner that nobody reaches."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

import pexpect
import pytest

from tests.support.ci_jobs import Job, job, settings
from tests.support.matrix import Engine
from tests.support.networks import Networks, networks
from tests.support.program import PATIENCE, Program, ended, program
from tests.support.ssh_people import Key, new_key
from tests.support.sshd import Bastion, bastion, needed
from tests.support.typing import LEAVE, says

pytestmark = pytest.mark.engine
PORT = 2222
FAILING = """FROM bisectbuild-test/busybox
WORKDIR /srv/app
USER 1234:77
RUN pwd; id; test -e /tmp/mended
"""
LIMITS = ("--connect-timeout", "1000s", "--idle-timeout", "1000s", "--shell-limit", "1000s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Three places; the server in the middle; the keys of the person and of the runner."""

    nets: Networks
    gate: Bastion
    ops: Key
    runner: Key
    folder: Path

    def job(self, here: Program, *words: str) -> AbstractContextManager[Job]:
        """Begin a job on the runner."""
        within = replace(here, before=self.nets.runner.within)
        return job(within, self.folder / "keys", "--ssh-via", str(self.gate), *LIMITS, *words)

    def ssh(self, there: Job, *words: str) -> tuple[str, ...]:
        """Give what the person types: what the log says, and which keys are theirs to use."""
        config = settings(self.folder, self.ops.path, self.gate.known, there.known)
        program_, *rest = there.line
        return (*self.nets.person.within, program_, "-F", str(config), *rest, *words)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Give the places, with the server up."""
    needed()
    ops, runner = new_key(tmp_path, "ops"), new_key(tmp_path, "runner")
    (tmp_path / "keys").write_text(f"{ops.public}\n")
    with networks() as nets:
        host, within = nets.bastion.address, nets.bastion.within
        with bastion(tmp_path, ops, runner, host=host, port=PORT, before=within) as gate:
            yield Scene(nets=nets, gate=gate, ops=ops, runner=runner, folder=tmp_path)


def build(engine: Engine, folder: Path, home: Path | None) -> Program:
    """Give the program with a build that fails, and that home."""
    (folder / "tmp").mkdir()
    here = program(engine, folder, TMPDIR=str(folder / "tmp"))
    here.write("Dockerfile", f"{FAILING}# {folder.name}\n")
    return here.given(HOME=str(home) if home else None, SSH_AUTH_SOCK=None)


def test_a_person_comes_into_the_failed_step_through_the_bastion(
    engine_builder: Engine, tmp_path: Path, scene: Scene
) -> None:
    """With the line of the log, to where no other way leads; then the job goes on."""
    home = tmp_path / "home"
    (home / ".ssh").mkdir(parents=True)
    (home / ".ssh" / "known_hosts").write_text(scene.gate.known)
    shutil.copy(scene.runner.path, home / ".ssh" / "id_ed25519")
    with scene.job(build(engine_builder, tmp_path, home)) as there:
        assert there.line[:3] == ["ssh", "-J", str(scene.gate)]
        assert scene.nets.person.reaches(scene.nets.bastion, PORT)
        assert not scene.nets.person.reaches(scene.nets.runner, PORT)
        assert scene.nets.runner.listens() == {"127.0.0.1"}
        assert scene.nets.bastion.listens() == {"127.0.0.1", scene.nets.bastion.address}
        program_, *words = scene.ssh(there)
        shell = pexpect.spawn(
            program_, words, encoding="utf-8", timeout=PATIENCE, dimensions=(40, 120)
        )
        shell.expect_exact(LEAVE)
        shell.expect("[#$] ")
        where, who = says(shell, "pwd; id").splitlines()
        assert where == "/srv/app"
        assert who.startswith("uid=1234 gid=77")
        assert says(shell, "touch /tmp/mended; rerun > /dev/null; echo code $?").endswith("code 0")
        shell.sendline("exit")
        shell.expect_exact("(bisectbuild)")
        shell.sendline("resume job")
        shell.expect(pexpect.EOF)
        run = ended(there.child)

    assert run.code == 0, run.stderr
    assert "had the job go on" in run.stderr


def test_a_runner_without_a_home_is_told_its_key_and_whom_to_trust(
    engine_builder: Engine, tmp_path: Path, scene: Scene
) -> None:
    """By options; the word to the job comes over ssh alone."""
    if (engine_builder.name, engine_builder.builder) != ("docker-new", "buildkit"):
        pytest.skip("the way in depends on no engine")
    known = tmp_path / "trusted"
    known.write_text(scene.gate.known)
    words = ("--ssh-via-key", str(scene.runner.path), "--ssh-via-known-hosts", str(known))
    with scene.job(build(engine_builder, tmp_path, None), *words) as there:
        told = scene.ssh(there, "fail", "job")
        done = subprocess.run(told, capture_output=True, text=True, timeout=PATIENCE, check=False)
        run = ended(there.child)

    assert done.returncode == 0, done.stderr
    assert run.code == 1
    assert "had the job fail" in run.stderr
