"""A terminal served over SSH, met with OpenSSH's own client."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bisectbuild.remote.control import ask
from bisectbuild.remote.ending import How
from bisectbuild.remote.terms import Terms
from tests.support.program import left
from tests.support.ssh_people import WAIT, Key, Served, person, served, ssh_argv

pytestmark = pytest.mark.skipif(shutil.which("ssh") is None, reason="OpenSSH is not installed")


def _ssh(
    it: Served, key: Key | None, *words: str, options: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ssh_argv(it, key, *words, options=options),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=WAIT,
        check=False,
    )


def test_one_with_a_listed_key_gets_in_and_types(tmp_path: Path, anna: Key) -> None:
    """The program is theirs, on a terminal as large as their own."""
    with served(tmp_path, anna.public) as it:
        ssh = person(it, anna, size=(33, 99))
        ssh.sendline("echo $((6 * 7)) $TERM; stty size")
        ssh.expect("42 xterm")
        ssh.expect("33 99")
        ssh.sendline("exit 3")
        ssh.expect("The program has ended")
        ssh.wait()

        assert it.ending().how is How.PROGRAM_ENDED
        assert "42 xterm" in it.events("o")
        assert "anna" in it.events("m")
        assert it.terms.transcript.stat().st_mode & 0o777 == 0o600


def test_resume_by_exec_ends_it_and_names_who_said_so(tmp_path: Path, anna: Key) -> None:
    """The ending has the comment of the key and its fingerprint."""
    with served(tmp_path, anna.public) as it:
        ssh = person(it, anna)
        done = _ssh(it, anna, "resume", "job")

        assert (done.returncode, done.stdout) == (0, "The job goes on.\n")
        ssh.expect("said `resume job`")
        ssh.expect("this terminal ends")
        ssh.expect("closed")
        ssh.wait()
        assert ssh.exitstatus == 0
        ending = it.ending()
        assert ending.how is How.RESUMED
        assert ending.by == f"anna ({anna.fingerprint})"
        assert it.children[0].poll() is not None


def test_fail_by_the_control_socket(tmp_path: Path, anna: Key) -> None:
    """What is said from inside the program is said by those who are attached."""
    with served(tmp_path, anna.public) as it:
        ssh = person(it, anna)

        assert ask(it.terms.control, "fail job") == "The job fails."
        ssh.expect("this terminal ends")
        ssh.wait()
        assert ssh.exitstatus == 1
        assert it.ending().how is How.FAILED
        assert it.ending().by == f"anna ({anna.fingerprint})"


def test_extend_and_status_are_answered(tmp_path: Path, anna: Key) -> None:
    """Both go on serving; all are told of more time, and status needs no terminal."""
    with served(tmp_path, anna.public, limit_seconds=600.0, ceiling_seconds=1200.0) as it:
        status = _ssh(it, anna, "status")
        more = _ssh(it, anna, "extend", "5")
        most = _ssh(it, anna, "extend", "500")

        assert "no one" in status.stdout
        assert "limit: 1" in status.stdout or "limit: 9m" in status.stdout
        assert re.match(r"15m00s|1[234]m", more.stdout)
        assert re.match(r"20m00s|1[789]m", most.stdout)
        assert "said `extend 5`" in it.events("m")


@pytest.mark.parametrize(
    "words", [("id",), ("scp", "-t", "/tmp"), ("resume",), ("extend", "0"), ("status;", "id")]
)
def test_any_other_command_is_refused_with_the_list(
    tmp_path: Path, anna: Key, words: tuple[str, ...]
) -> None:
    """Nothing is run."""
    with served(tmp_path, anna.public) as it:
        done = _ssh(it, anna, *words)

        assert done.returncode == 2
        assert done.stdout == ""
        assert "`resume job`, `fail job`, `extend [MINUTES]` and `status`" in done.stderr
        assert not it.children


def test_two_people_see_the_same_and_both_type(tmp_path: Path, anna: Key, bert: Key) -> None:
    """The second sees what was there before, and the size is the smaller of each."""
    with served(tmp_path, f"{anna.public}\n{bert.public}\n") as it:
        one = person(it, anna, size=(30, 100))
        one.sendline("echo fi''rst")
        one.expect("first\r\n")
        two = person(it, bert, size=(40, 90))
        assert "first\r\n" in str(two.before)
        one.expect("bert.* joined")
        two.sendline("stty size")
        for each in (one, two):
            each.expect("30 90")
        one.sendline("echo from-o''ne")
        for each in (one, two):
            each.expect("from-one")

        left(two)
        one.expect("bert.* left")
        one.sendline("stty size")
        one.expect("30 100")


def test_the_program_goes_on_when_all_have_left(tmp_path: Path, anna: Key) -> None:
    """Who comes back finds it as it was."""
    with served(tmp_path, anna.public) as it:
        first = person(it, anna)
        first.sendline("kept=still-''here; echo se''t")
        first.expect("set\r\n")
        left(first)
        it.until(lambda: "left" in it.events("m"))
        again = person(it, anna)
        again.sendline("echo $kept")
        again.expect("still-here")

        assert len(it.children) == 1


def test_a_program_that_is_gone_while_others_hold_its_terminal_ends_it(
    tmp_path: Path, anna: Key
) -> None:
    """A process left in the background does not keep it open."""
    with served(tmp_path, anna.public) as it:
        ssh = person(it, anna)
        ssh.sendline("trap '' HUP; sleep 300 & echo pid=$!=; exit")
        ssh.expect("pid=([0-9]+)=")
        pid = int(str(ssh.after).split("=")[1])

        assert it.ending().how is How.PROGRAM_ENDED
        it.until(lambda: _is_gone(pid))


def test_the_control_socket_is_ours_alone_and_named_to_the_program(
    tmp_path: Path, anna: Key
) -> None:
    """It is in the environment, and nobody else can open it."""
    with served(tmp_path, anna.public) as it:
        control = it.terms.control
        ssh = person(it, anna, size=(24, 200))
        ssh.sendline("echo =$BISECTBUILD_CONTROL=")
        ssh.expect_exact(f"={control}=")

        assert control.stat().st_mode & 0o777 == 0o600
        assert control.parent.stat().st_mode & 0o777 == 0o700
    assert not control.exists()


_CANCELLED = """
import sys
from pathlib import Path
from bisectbuild.engines.pseudo import Pseudo
from bisectbuild.interrupt import handled
from bisectbuild.remote.control import place
from bisectbuild.remote.serve import serve
from bisectbuild.remote.terms import Terms

def spawn(screen):
    return Pseudo(["bash", "--norc", "-c", "trap '' HUP; echo pid=$$=; sleep 300 & wait; wait"],
                  {"PATH": sys.argv[3]}, rows=screen.rows, columns=screen.columns)

folder = Path(sys.argv[1])
with place() as control, handled():
    try:
        serve(Terms(keys=sys.argv[2], transcript=folder / "shown.cast", control=control),
              spawn, lambda line: print(line, flush=True))
    except KeyboardInterrupt:
        print("interrupted", flush=True)
        sys.exit(130)
"""


def test_a_cancelled_job_tells_people_and_leaves_no_program(tmp_path: Path, anna: Key) -> None:
    """SIGTERM ends it, even a program that will not go."""
    job = subprocess.Popen(
        [sys.executable, "-c", _CANCELLED, tmp_path, anna.public, os.environ["PATH"]],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert job.stdout is not None
    with job, job.stdout as out:
        it = Served(terms=_terms(tmp_path), said=[out.readline().strip() for _ in range(3)])
        ssh = person(it, anna)
        ssh.expect("pid=([0-9]+)=")
        pid = int(str(ssh.after).partition("=")[2].partition("=")[0])
        job.send_signal(signal.SIGTERM)
        ssh.expect("The job was cancelled")
        ssh.wait()

        assert job.wait(WAIT) == 130
        assert "interrupted" in out.read()
        it.until(lambda: _is_gone(pid))


def _is_gone(pid: int) -> bool:
    """Tell whether a process has ended, though its parent may not have noticed."""
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True


def _terms(folder: Path) -> Terms:
    return Terms(keys="", transcript=folder / "shown.cast", control=folder / "none")
