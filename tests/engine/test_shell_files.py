"""The files of a person's shell, in real containers at a real terminal."""

from __future__ import annotations

import io
import random
import subprocess
import tarfile
from typing import TYPE_CHECKING

import pytest

from bisectbuild.sandbox import HOME, File
from tests.support.program import runs, wait_until
from tests.support.shell_box import box

if TYPE_CHECKING:
    from tests.support.matrix import Engine

pytestmark = pytest.mark.engine
DEBIAN, BUSYBOX = "bisectbuild-test/debian", "bisectbuild-test/busybox"
UP, CTRL_C = "\x1b[A", "\x03"
FAILS = "FROM x\nRUN echo failed; exit 7\n"
EVERY_SHELL = pytest.mark.parametrize("image", [DEBIAN, BUSYBOX], ids=["bash", "ash"])


@EVERY_SHELL
def test_the_arrow_key_brings_rerun_at_once_and_again(engine: Engine, image: str) -> None:
    """It is the last line of the history in every new shell, and ends as the step did."""
    with box(engine, image, FAILS) as here:
        for _ in range(2):
            shell = here.shell()
            assert "rerun" in shell.says(UP)
            assert "7" in shell.says("echo $?").splitlines()
            shell.leave()


@EVERY_SHELL
def test_the_variables_are_those_of_the_step(engine: Engine, image: str) -> None:
    """`env` prints what it prints in the step, and TERM; so does the step's own command."""
    options = ("--env=A=1", "--env=B=it's", "--env=ENV=/its/own", "--workdir=/tmp")
    with box(engine, image, "FROM x\nRUN env\n", *options) as here:
        step = here.run("env", "-u", "HOSTNAME", "/bin/sh", "-c", "env")
        shell = here.shell()
        seen, again = (set(shell.says(word).splitlines()[1:]) for word in ("env", "rerun"))
        assert {line for line in seen if not line.startswith("_=")} >= {"A=1", "B=it's"}
        expected = {line for line in step.splitlines() if not line.startswith("TERM=")}
        for lines in (seen, again):
            kept = {line for line in lines if not line.startswith(("TERM=", "_="))}
            assert kept == expected
        assert not any(line.startswith("_=") for line in again)


@EVERY_SHELL
def test_what_is_typed_is_recorded_with_its_exit_code(engine: Engine, image: str) -> None:
    """Lines, commands of several lines, interrupted ones; no empty lines, nothing left unsaid."""
    with box(engine, image, FAILS, "--workdir=/tmp") as here:
        shell = here.shell()
        for line in ("false", "", "(exit 3)", "cd /etc", "echo 'a  b' \"#\"", "", "rerun"):
            shell.says(line)
        shell.child.send("for x in 1 2; do\rtrue $x\r")
        shell.says("done")
        shell.child.send("not finished")
        shell.says(CTRL_C, end="")
        nap = str(random.randrange(10**5, 10**7))
        shell.child.send(f"sleep {nap}\r")
        wait_until(lambda: runs("sleep", nap), "the command")
        shell.says(CTRL_C, end="")
        for number in range(20):
            shell.says(f"echo {number}")
        shell.leave()
        told = [(typed.code, typed.command, typed.directory) for typed in here.typed()]

    assert told == [
        (1, "false", "/tmp"),
        (3, "(exit 3)", "/tmp"),
        (0, "cd /etc", "/etc"),
        (0, "echo 'a  b' \"#\"", "/etc"),
        (7, "rerun", "/etc"),
        (0, "for x in 1 2; do\ntrue $x\ndone", "/etc"),
        (130, f"sleep {nap}", "/etc"),
        *((0, f"echo {number}", "/etc") for number in range(20)),
    ]


@EVERY_SHELL
def test_rerun_works_from_any_directory_and_under_any_option(engine: Engine, image: str) -> None:
    """It runs in the step's directory with what the person exported; the shell stays as it is."""
    with box(engine, image, "FROM x\nRUN pwd; echo $MINE; exit 7\n", "--workdir=/tmp") as here:
        shell = here.shell()
        for line in ("cd /etc", "export MINE=yes", "set -u", "set -f", "set -C"):
            shell.says(line)
        assert shell.says("rerun").splitlines()[1:] == ["/tmp", "yes"]
        assert "7 /etc" in shell.says("echo $? $PWD")
        assert "+ exit 7" in shell.says("rerun -x")


@EVERY_SHELL
def test_another_user_without_a_home_has_all_of_it(engine: Engine, image: str) -> None:
    """A user that the image does not know, on file systems that are read-only but for ours."""
    with box(engine, image, FAILS, "--env=HOME=") as here:
        shell = here.shell("--user=1234:1234")
        assert "$ " in shell.prompt
        assert "1234" in shell.prompt
        shell.says("false")
        assert "failed" in shell.says("rerun")
        assert [(typed.code, typed.command) for typed in here.typed()] == [
            (1, "false"),
            (7, "rerun"),
        ]


def test_a_shell_without_a_history_says_so_and_still_has_rerun(engine: Engine) -> None:
    """Debian without bash has dash, which keeps none."""
    with box(engine, DEBIAN, FAILS) as here:
        here.run("rm", "/bin/bash")
        shell = here.shell()
        assert "keeps no history" in shell.greeting
        assert "failed" in shell.says("rerun")
        assert "7" in shell.says("echo $?").splitlines()
        assert shell.leave() == 0


def test_an_image_without_a_shell_has_the_toolbox(engine: Engine) -> None:
    """Exec form runs there; the tools are found, the step finds its own PATH."""
    text = 'FROM x\nRUN ["busybox", "env"]\n'
    tar = subprocess.run(
        ("docker", "run", "--rm", BUSYBOX, "tar", "-c", "-f", "-", "/bin/busybox"),
        env=engine.env,
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(tar)) as files:
        program = files.extractfile("bin/busybox")
        assert program
        busybox = program.read()
    tools = tuple(
        File(path=f"{HOME}/bin/{name}", data=busybox, mode=0o755)
        for name in ("busybox", "sh", "ash", "id", "cat")
    )
    empty = engine.docker("import", "-", text="").split()[-1]
    try:
        with box(engine, empty, text, "--env=PATH=/bin", extra=tools) as here:
            shell = here.shell()
            assert "/bin/ash" in shell.says(f"command -v {HOME}/bin/ash")
            shell.says(f"mkdir /bin; cp {HOME}/bin/busybox /bin")
            assert "PATH=/bin" in shell.says("rerun").splitlines()
            assert "0" in shell.says("echo $?").splitlines()
            assert shell.leave() == 0
    finally:
        engine.docker("rmi", empty)


TORTURE = r"""FROM %s
RUN set -- 'a  b' "it's" "\"" '$HOME' `echo c` \
    # a comment
    "d\\e" '	tab' é && printf '<%%s>' "$@" "$0" > /out; \
    printf %%s "!x" '*' $((1+1)) >> /out
"""
EXEC = """FROM %s
RUN ["sh", "-c", "printf '<%%s>' \\"$@\\" > /out", "zero", "a  b", "", "it's $HOME", "\\"", "é\\n"]
"""
HEREDOC = """FROM %s
RUN <<EOF cat > /out
$HOME `echo x` it's "quoted" \\\\
  spaces
EOF
"""
BODY = """FROM %s
RUN <<-EOF
	printf '<%%s>' "a
	b" it\\'s > /out
	false
	echo end >> /out

EOF
"""
SCRIPT = """FROM %s
RUN <<EOF
#!/bin/sh -e
echo "$-" it\\'s > /out
EOF
"""


@pytest.mark.parametrize(
    "text", [TORTURE, EXEC, HEREDOC, BODY, SCRIPT], ids="text exec heredoc body script".split()
)
@EVERY_SHELL
def test_rerun_runs_what_the_builder_ran_to_the_byte(engine: Engine, image: str, text: str) -> None:
    """A step that writes a file writes the same one in the shell, in bash and in ash."""
    if "<<" in text and engine.name == "docker-20.10":
        pytest.skip("its BuildKit has no heredocs")
    text %= image
    built = engine.docker("build", "-q", "-", text=text).split()[-1]
    expected = engine.docker("run", "--rm", "--entrypoint=cat", built, "/out")
    engine.docker("rmi", built)
    with box(engine, image, text) as here:
        shell = here.shell()
        shell.says("rerun")
        shell.leave()
        assert here.run("cat", "/out") == expected
        assert here.run("/bin/sh", f"{HOME}/enter", "-c", "rerun; cat /out") == expected


def test_rerun_of_a_copy_says_what_to_look_at(engine: Engine) -> None:
    """It ends with 2."""
    with box(engine, BUSYBOX, "FROM x\nCOPY a /\n") as here:
        told = here.run("/bin/sh", f"{HOME}/enter", "-c", f"mkdir {HOME}/context; rerun; echo $?")
        assert set(told.splitlines()) == {
            "rerun: COPY runs no command.",
            f"The build context, as the builder sees it:  ls -la {HOME}/context",
            "2",
        }
