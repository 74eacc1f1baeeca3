"""`ci --on-failure shell --tmate`: people come into the failing step through tmate's server."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect
import pytest

from bisectbuild.errors import ExitCode
from tests.support.ci_jobs import come_in, end, lines_up_to, recorded
from tests.support.matrix import Engine
from tests.support.program import Program, ended, left, program, wait_until
from tests.support.ssh_people import Key, new_key
from tests.support.tmate_server import TmateServer, tmate_folder, tmate_server
from tests.support.typing import says

pytestmark = pytest.mark.engine
PTY_DATA = 2
FAILING = """FROM bisectbuild-test/busybox
WORKDIR /srv/app
USER 1234:77
RUN test -e /tmp/mended
"""


@pytest.fixture
def here(engine: Engine, tmp_path: Path) -> Program:
    """Give the program beside an engine, with a build that fails, and tmate on its PATH."""
    (tmp_path / "tmp").mkdir()
    there = program(engine, tmp_path, TMPDIR=str(tmp_path / "tmp"), DOCKER_BUILDKIT="1")
    there.write("Dockerfile", f"{FAILING}# {tmp_path.name}\n")
    return there.given(PATH=f"{there.env['PATH']}:{tmate_folder()}", HOME=str(tmp_path))


@pytest.fixture
def once(engine: Engine) -> None:
    """Run a test on one engine only, as what it is about depends on none."""
    if engine.name != "docker-new":
        pytest.skip("the way in depends on no engine")


@pytest.fixture
def key(tmp_path: Path) -> Key:
    """Give a listed key."""
    found = new_key(tmp_path, "ops")
    (tmp_path / "keys").write_text(f"{found.public}\n")
    return found


@contextmanager
def job(here: Program, server: TmateServer, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Run a job; it is killed in the end."""
    (here.folder.parent / ".tmate.conf").write_text(server.config)
    asked = ("--on-failure=shell", "--authorized-keys=../keys", "--tmate", *words)
    child = here.begin("ci", *asked, "--", "docker", "build", ".")
    try:
        yield child
    finally:
        end(child)


def told(child: subprocess.Popen[str], what: str) -> str:
    """Read what it prints up to a line with some words; give that line."""
    return lines_up_to(child, what)[-1]


def ssh(server: TmateServer, key: Key, *words: str) -> list[str]:
    """Give an OpenSSH command line to tmate's server."""
    options = ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "IdentitiesOnly=yes")
    given = [w for option in (*options, "BatchMode=yes", "LogLevel=ERROR") for w in ("-o", option)]
    way = ["-i", str(key.path), "-p", str(server.port), "token@127.0.0.1"]
    return ["ssh", "-F", "/dev/null", *given, *way, *words]


def shown(server: TmateServer) -> bytes:
    """Give all that tmate's client has shown."""
    return b"".join(message[2] for message in server.said if message[0] == PTY_DATA)


def alive(here: Program) -> list[str]:
    """Give the tmate processes of a job."""
    listed = subprocess.run(
        ("ps", "-ww", "-eo", "args"), capture_output=True, text=True, check=True
    )
    return [line for line in listed.stdout.split("\n") if f"tmate -S {here.env['TMPDIR']}" in line]


def test_a_listed_person_comes_through_tmate_and_has_the_job_go_on(
    here: Program, key: Key, tmp_path: Path
) -> None:
    """The step's own shell; one without a listed key is not let in; nothing of it stays."""
    other = new_key(tmp_path, "other")
    with tmate_server() as server, job(here, server) as child:
        line = told(child, "through tmate")
        assert (
            line
            == f"ssh -p{server.port} token@127.0.0.1   (through tmate; press Enter if it asks)\n"
        )
        refused = subprocess.run(ssh(server, other, "true"), capture_output=True, check=False)
        assert b"Permission denied" in refused.stderr
        shell = come_in(ssh(server, key), "")
        assert says(shell, "pwd; id -u; id -g").split() == ["/srv/app", "1234", "77"]
        assert says(shell, "stty size") == "40 120"
        shell.sendline("exit")
        shell.expect_exact("(bisectbuild)")
        shell.sendline("resume job")
        shell.expect(pexpect.EOF)
        run = ended(child)

    assert run.code == 0, run.stderr
    assert "someone through tmate" in run.stderr
    assert "of a server" not in run.stderr
    assert server.keys == [" ".join(key.public.split()[:2])]
    wait_until(lambda: alive(here) == [], "the end of its processes")
    assert list((tmp_path / "tmp").iterdir()) == []
    assert "stty size" in recorded(here.folder / "bisectbuild-report" / "session.cast")


@pytest.mark.usefixtures("once")
def test_the_keys_of_tmate_itself_are_gone_when_people_come(here: Program, key: Key) -> None:
    """They would open a shell of the runner; its server is told so too, which looks them up."""
    with tmate_server() as server, job(here, server) as child:
        told(child, "through tmate")
        shell = come_in(ssh(server, key), "")
        assert shell.send("\x02")  # Then `c` would be a new window, with a shell of the runner.
        assert says(shell, "c=$(id -u); echo $c") == "1234"
        left(shell)
        commands = [message[1:] for message in server.said if message[0] == 12]

    assert commands.index(["unbind-key", "-T", "prefix", "-a"]) > commands.index(
        ["bind-key", "c", "new-window"]
    )
    assert ["unbind-key", "-T", "root", "-a"] in commands


@pytest.mark.usefixtures("once")
def test_who_leaves_without_a_word_leaves_the_terminal_too(here: Program, key: Key) -> None:
    """Else others would have a ghost among them, and the next one a half-typed line."""
    with tmate_server() as server, job(here, server) as child:
        told(child, "through tmate")
        left(come_in(ssh(server, key), ""))
        wait_until(lambda: shown(server).count(b"Press Enter") > 1, "the door again")
        again = come_in(ssh(server, key), "")
        assert says(again, "id -u") == "1234"
        left(again)


@pytest.mark.usefixtures("once", "key")
def test_where_nobody_comes_the_job_ends_in_time(here: Program) -> None:
    """That tmate itself waits here does not count as someone who came."""
    with tmate_server() as server, job(here, server, "--connect-timeout=40s") as child:
        told(child, "through tmate")
        run = ended(child)

    assert run.code == 1
    assert "Nobody came" in run.stderr
    wait_until(lambda: alive(here) == [], "the end of its processes")


@pytest.mark.usefixtures("once", "key")
def test_a_killed_job_leaves_no_way_in(here: Program) -> None:
    """It ends by itself once who began it is gone."""
    with tmate_server() as server, job(here, server) as child:
        told(child, "through tmate")
        assert alive(here) != []
        child.send_signal(signal.SIGKILL)
        child.wait()

        wait_until(lambda: server.host is None, "the end of tmate")
        wait_until(lambda: alive(here) == [], "the end of its processes")


@pytest.mark.usefixtures("once")
def test_what_keeps_tmate_away_is_told_and_ssh_stays(here: Program, key: Key) -> None:
    """It is not installed; its server does not answer for what it is."""
    there = here.given(PATH=re.sub(r":[^:]*$", "", here.env["PATH"]))
    with tmate_server() as server:
        wrong = server.config.replace("SHA256:", "SHA256:A")
        for program_, config, what in (
            (there, server.config, "needs the program tmate"),
            (here, wrong, "tmate has no connection to its server: Cannot authenticate server"),
        ):
            if "needs" in what and "tmate" in os.listdir("/usr/bin"):  # noqa: PTH208 - a plain look
                continue
            server.config = config
            with job(program_, server, "--connect-timeout=90s") as child:
                port = told(child, "ssh -p ").split()[2]
                assert what in told(child, "tmate")
                words = ssh(server, key, "status")
                words[words.index("-p") + 1] = port
                words[words.index("token@127.0.0.1")] = "bisectbuild@127.0.0.1"
                status = subprocess.run(words, capture_output=True, text=True, check=True)
                assert "attached:" in status.stdout


@pytest.mark.usefixtures("once")
def test_a_key_with_options_is_refused(here: Program, key: Key, tmp_path: Path) -> None:
    """The server of tmate would not keep them."""
    (tmp_path / "keys").write_text(f'from="10.0.0.1" {key.public}\n')
    with tmate_server() as server, job(here, server) as child:
        assert told(child, "has options, which the server of tmate does not keep")
        assert ended(child).code == 1


@pytest.mark.usefixtures("once", "key")
def test_settings_that_are_not_there_are_a_mistake(here: Program) -> None:
    """Before anything is built."""
    with tmate_server() as server, job(here, server, "--tmate-config=../nowhere") as child:
        run = ended(child)

    assert run.code == ExitCode.USAGE
    assert "../nowhere cannot be read" in run.stderr
