"""The shell in the last good layer, at a real terminal and without one."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from bisectbuild.errors import ExitCode
from tests.support.matrix import Engine
from tests.support.program import left_by, program
from tests.support.typing import leave, opened, says

BASE = "FROM bisectbuild-test/busybox\n"
pytestmark = pytest.mark.engine


def test_the_shell_opens_in_the_last_good_layer_and_leaves_nothing(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """A banner of at most six lines, the layer's files, directory and user; then exit code 1."""
    here = program(engine_builder, tmp_path)
    here.write("passwd", "root:x:0:0::/:/bin/sh\nsam:x:7:7::/home:/bin/sh\n")
    here.write(
        "Dockerfile",
        f"{BASE}COPY passwd /etc/passwd\nWORKDIR /over/there\nUSER sam\nRUN id -u\nRUN exit 9\n",
    )
    shell, banner = opened(here, "debug")

    assert len(banner) <= 6
    assert banner[0].endswith("✗ Dockerfile:6: RUN exit 9 (exit code 9)")
    assert "after Dockerfile:5: RUN id -u" in banner[1]
    assert says(shell, "pwd; id -un; ls /etc/passwd") == "/over/there\nsam\n/etc/passwd"
    assert says(shell, "rerun; echo $?") == "9"
    assert left_by(engine_builder, shell.pid)
    assert leave(shell) == ExitCode.BROKEN
    assert left_by(engine_builder, shell.pid) == ()


@pytest.mark.parametrize(
    ("base", "step", "name"),
    [("debian", "true", "bash"), ("busybox", "true", "ash"), ("debian", "rm /bin/bash", "/bin/sh")],
)
def test_bash_is_preferred_then_ash_then_sh(
    base: str, step: str, name: str, engine: Engine, tmp_path: Path
) -> None:
    """Debian has bash, busybox has ash, and without either there is still sh."""
    here = program(engine, tmp_path)
    here.write("Dockerfile", f"FROM bisectbuild-test/{base}\nRUN {step}\nRUN exit 9\n")
    shell, _ = opened(here, "debug")

    assert says(shell, "tr '\\0' ' ' < /proc/$$/cmdline").split()[0] == name
    assert leave(shell) == ExitCode.BROKEN


@pytest.mark.parametrize("made", ["", "COPY app.txt /\n"], ids=["empty", "one-file"])
def test_a_layer_without_any_shell_can_be_entered(
    made: str, engine_builder: Engine, tmp_path: Path
) -> None:
    """A toolbox is brought along, the files lie where they lie, and the context is there."""
    here = program(engine_builder, tmp_path)
    here.write("app.txt", "x")
    here.write("drop.log", "x")
    here.write(".dockerignore", "*.log\n")
    here.write("Dockerfile", f"FROM scratch\n{made}COPY missing /\n")
    shell, banner = opened(here, "debug")

    assert any("no shell" in line for line in banner)
    assert any("/.bisectbuild/context" in line for line in banner)
    assert says(shell, "ls /app.txt || echo none").endswith("/app.txt" if made else "none")
    assert says(shell, "ls -A /.bisectbuild/context").split() == [
        ".dockerignore",
        "Dockerfile",
        "app.txt",
    ]
    assert "Read-only" in says(shell, "touch /.bisectbuild/context/x")
    assert leave(shell) == ExitCode.BROKEN
    assert left_by(engine_builder, shell.pid) == ()


ARGS = r"""
ARG OUTER=outer
FROM bisectbuild-test/busybox
ARG OUTER
ARG PLAIN=from-file
ARG GIVEN=from-file
ARG QUOTED="two  words"
ARG BOTH=arg
ENV BOTH=env
ENV ENVFIRST=env
ARG ENVFIRST=arg
ARG TEXT
ARG NEVER
ARG EMPTY=
ENV KEPT="it's $GIVEN"
RUN true
ARG AFTER=later
RUN printf '%s|' "$OUTER" "$PLAIN" "$GIVEN" "$QUOTED" "$BOTH" "$ENVFIRST" "$TEXT" "$KEPT" \
    "${NEVER-unset}" "${EMPTY-unset}" "$AFTER" && exit 9
""".lstrip()
TEXT = "a b\nc 'd' \"e\" $f `g` \\h"


def test_build_args_are_in_scope_as_the_failing_step_saw_them(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """The failing command prints in the shell what it printed in the build."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", ARGS)
    given = ("--build-arg=GIVEN=given", f"--build-arg=TEXT={TEXT}", "--report=out.txt")

    run = here.run("debug", *given, "--exec", 'rerun; echo "=$?"')

    built = re.sub(r"(?m)^ +\d+ │ ", "", run.stderr)
    printed, _, code = run.stdout.rpartition("=")
    assert code == "9\n"
    assert printed.startswith("outer|from-file|given|two  words|")
    assert f"|{TEXT}|it's given|unset||later|" in printed
    assert printed in built


COMMAND = r"""
set -e; \
    # a comment in between
    for i in 1 2; do echo "it's $i"; done; \

    echo '$HOME' "$(echo sub)" 'a "b"' "x  y" $((1 + 2)) \
    && printf '%s\t%s\n' 'back\\slash' "dollar \$x"; \
    exit 9
""".strip()


def test_the_failed_command_runs_again_as_it_ran(engine_builder: Engine, tmp_path: Path) -> None:
    """`rerun` prints what the step printed and ends as it ended."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"{BASE}RUN true\nRUN {COMMAND}\n")

    run = here.run("debug", "--exec", 'rerun; echo "=$?"')

    printed, _, code = run.stdout.rpartition("=")
    assert code == "9\n"
    assert printed
    assert printed in re.sub(r"(?m)^ +\d+ │ ", "", run.stderr)
    assert left_by(engine_builder, run.pid) == ()


HEREDOCS = [
    'RUN <<END\necho one  two\necho "three $HOME"\nexit 9\nEND\n',
    "RUN <<-END\n\techo one\n\texit 9\n\tEND\n",
    "RUN cat <<A && cat <<'B' && exit 9\nfirst $HOME\nA\nsecond $HOME\nB\n",
    "RUN <<END sh -e\necho in sh\nexit 9\nEND\n",
]


@pytest.mark.parametrize("text", HEREDOCS, ids=["script", "tabs", "two", "to-sh"])
def test_a_failed_heredoc_runs_again_as_it_ran(text: str, engine: Engine, tmp_path: Path) -> None:
    """BuildKit of today reads heredocs; older ones and the legacy builder have none."""
    if not engine.buildx_version:
        pytest.skip("this engine's BuildKit is older than heredocs")
    here = program(engine, tmp_path, DOCKER_BUILDKIT="1")
    here.write("Dockerfile", f"{BASE}RUN true\n{text}")

    run = here.run("debug", "--exec", 'rerun; echo "=$?"')

    printed, _, code = run.stdout.rpartition("=")
    assert code == "9\n", run.stderr
    assert printed
    assert printed in re.sub(r"(?m)^ +\d+ │ ", "", run.stderr)


def test_exec_prints_exactly_what_the_command_prints(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """Its stdout alone is on stdout, byte for byte; the diagnosis is on stderr."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"{BASE}RUN echo x > /x\nRUN exit 9\n")

    run = here.run("debug", "--exec", "cat /x; printf '\\001no end'; echo aside >&2")

    assert run.code == ExitCode.BROKEN
    assert run.stdout == "x\n\x01no end"
    assert "aside\n" in run.stderr
    assert "✗ Dockerfile:3: RUN exit 9" in run.stderr
    assert left_by(engine_builder, run.pid) == ()


def test_without_a_terminal_the_command_that_opens_the_shell_later_works(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """The line printed opens the shell with the same build args and target, at a terminal."""
    here = program(engine_builder, tmp_path)
    text = f"{BASE[:-1]} AS main\nARG WORD\nRUN true\nRUN echo $WORD && exit 9\n"
    here.write("a folder/Dockerfile", text)
    run = here.run("debug", "a folder", "--build-arg", "WORD=two words", "--target=main")
    line = run.stderr.splitlines()[-1]
    name, *again = shlex.split(line)
    assert (run.code, name) == (ExitCode.BROKEN, "bisectbuild")
    assert left_by(engine_builder, run.pid) == ()

    shell, banner = opened(here, *again)

    assert len(banner) <= 6
    assert "RUN echo $WORD && exit 9" in banner[0]
    assert says(shell, "rerun; echo $?") == "two words\n9"
    assert leave(shell) == ExitCode.HEALTHY
    assert left_by(engine_builder, shell.pid) == ()


PLACES = f"""{BASE[:-1]} AS first
RUN echo 2 > /line
RUN echo 3 > /line
FROM first AS second
RUN echo 5 > /line
ENV SIX=6
RUN echo 7 > /line
"""


@pytest.mark.parametrize(
    ("at", "line", "six"),
    [
        ("3", "2", ""),
        ("3:after", "3", ""),
        ("first", "3", ""),
        ("7", "5", "6"),
        ("final", "7", "6"),
    ],
)
def test_a_shell_opens_at_any_place_of_a_passing_build(
    at: str, line: str, six: str, engine: Engine, tmp_path: Path
) -> None:
    """`--at` takes a line, before or after it, a stage, or the end; the command's code is ours."""
    here = program(engine, tmp_path)
    here.write("Dockerfile", PLACES)

    run = here.run("shell", "--at", at, "--exec", 'echo "$(cat /line)$SIX"; exit 7')

    assert run.code == 7, run.stderr
    assert run.stdout == f"{line}{six}\n"
    assert left_by(engine, run.pid) == ()


def test_a_shell_opens_in_a_passing_build_at_a_terminal(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """The banner says what would come next, and claims no failure."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", PLACES)
    shell, banner = opened(here, "shell", "--at=7")

    assert len(banner) <= 6
    assert "Dockerfile:7: RUN echo 7 > /line" in banner[0]
    assert [line for line in banner if "ailed command" in line] == []
    assert says(shell, "cat /line; echo $SIX") == "5\n6"
    assert leave(shell) == ExitCode.HEALTHY
    assert left_by(engine_builder, shell.pid) == ()


def test_shell_without_a_terminal_says_how_to_open_one(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """Nothing is tried that needs a terminal, and nothing stays."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", PLACES)

    run = here.run("shell", "--at=7")

    assert run.code == ExitCode.HEALTHY, run.stderr
    assert "not a TTY" not in run.stderr
    assert run.stderr.splitlines()[-1].strip() == "bisectbuild shell Dockerfile --at=7"
    assert left_by(engine_builder, run.pid) == ()
