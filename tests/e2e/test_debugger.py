"""A dialogue with the real program for every word of the debugger, at a real terminal."""

from __future__ import annotations

import json
import random
import re
import signal
import termios
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pexpect
import pytest

from bisectbuild.debugger.words import WORDS
from bisectbuild.errors import ExitCode
from tests.support.matrix import Engine
from tests.support.program import Program, left_by, program, runs, wait_until
from tests.support.typing import plain

PROMPT = "say-7f3a>"
LAST = "This is the end of the target."
FILE = """\
FROM bisectbuild-test/busybox AS one
ARG WORD=none
RUN echo "$WORD" > /word && echo loud-$((40+2))
FROM bisectbuild-test/busybox
COPY --from=one /word /word
COPY file.txt /
ENV COLOUR=red
RUN echo half > /half && ech well
RUN true
"""
FAILED = "✗ line 8: RUN echo half > /half && ech well failed (exit code 127)"
NEXT = "next: line 8: RUN echo half > /half && ech well"
pytestmark = pytest.mark.engine


@dataclass(slots=True)
class Talk:
    """A person at the debugger's prompt."""

    here: Program
    child: pexpect.spawn[str]

    def answer(self) -> str:
        """Wait for the prompt; give what was printed before it."""
        self.child.expect_exact(PROMPT)
        return plain(self.child.before)

    def type(self, line: str) -> list[str]:
        """Type a line; give the lines that were printed."""
        self.child.sendline(line)
        told = self.answer().split("\n")
        while told and told[0].strip() in {line, ""}:
            del told[0]
        return [text.rstrip() for text in told if text.strip()]

    def shell(self, line: str, *commands: str) -> str:
        """Open a shell with a line, type commands in it, leave it; give all that it showed."""
        self.child.sendline(line)
        seen = ""
        for command in (*commands, "exit"):
            self.child.expect("[#$] ")
            seen += plain(self.child.before)
            self.child.sendline(command)
        return seen + self.answer()

    def leave(self, line: str = "quit") -> int | None:
        """Leave; nothing may be left in the engine."""
        if line == "\x04":  # The prompt stands there a moment before the terminal is raw.
            wait_until(self._is_raw, "a raw terminal")
        self.child.sendline(line)
        self.child.expect(pexpect.EOF)
        self.child.wait()
        return self.child.exitstatus

    def _is_raw(self) -> bool:
        return not termios.tcgetattr(self.child.child_fd)[3] & termios.ICANON


def talk(engine: Engine, folder: Path, *words: str, text: str = FILE, **variables: str) -> Talk:
    """Open the debugger at the failure of a file, on a terminal that can do nothing."""
    given = {"TERM": "dumb", "BISECTBUILD_PROMPT": PROMPT, **variables}
    here = program(engine, folder, **given)
    here.write("file.txt", "in the context")
    here.write(".dockerignore", "*.log\n")
    here.write("left.log", "x")
    here.write("Dockerfile", text)
    person = Talk(here=here, child=here.terminal(*(words or ("debug", "--prompt"))))
    _talks.append(person)
    person.answer()
    return person


_talks: list[Talk] = []


@pytest.fixture(autouse=True)
def _nobody_stays() -> Iterator[None]:
    """End what a test left open, with a hangup as when a window is closed; nothing is left."""
    yield
    while _talks:
        child = _talks.pop().child
        if child.isalive():
            child.kill(signal.SIGHUP)
            child.expect([pexpect.EOF, pexpect.TIMEOUT])
            child.wait()


@pytest.fixture
def one(engine: Engine) -> Engine:
    """Give the newest engine with BuildKit, for words that build nothing."""
    if engine.name != "docker-new":
        pytest.skip("what this word does depends on no builder")
    return engine


def test_where_tells_the_failure(one: Engine, tmp_path: Path) -> None:
    """The place, the stage, its instructions."""
    told = talk(one, tmp_path).type("where")

    assert told[0].startswith("You stand before line 8: RUN echo half")
    assert told[1] == "in stage 1 (2 of 2), from bisectbuild-test/busybox"
    assert told[-1].startswith("> ✗ line 8")
    assert len(told) == 7


def test_list_shows_the_dockerfile(one: Engine, tmp_path: Path) -> None:
    """The culprit is marked."""
    person = talk(one, tmp_path)
    person.type("break 9")
    told = person.type("list 8")

    assert "> ✗    8  RUN echo half > /half && ech well" in told
    assert " *     9  RUN true" in told


def test_step_executes_one_instruction_after_the_other(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """From the beginning to the failure."""
    person = talk(engine_builder, tmp_path)
    person.type("back 9")
    steps = [person.type("step")[-1] for _ in range(8)]

    assert [re.sub(r":.*", "", step.removeprefix("next: ")) for step in steps] == [
        *("line 2", "line 3", "line 4", "line 5", "line 6", "line 7", "line 8", "line 8")
    ]
    assert person.type("step")[-2:] == [FAILED, NEXT]


def test_next_goes_over_a_stage(engine_builder: Engine, tmp_path: Path) -> None:
    """From its end to what uses it."""
    person = talk(engine_builder, tmp_path)
    person.type("until one")

    assert person.type("next")[-1] == "next: line 5: COPY --from=one /word /word"
    assert person.type("next")[-1] == "next: line 6: COPY file.txt /"


def test_back_shows_the_state_before(engine_builder: Engine, tmp_path: Path) -> None:
    """The file of the COPY is there, and one back it is not."""
    person = talk(engine_builder, tmp_path)

    assert person.type("run cat file.txt") == ["in the context"]
    assert person.type("back 2")[-1] == "next: line 6: COPY file.txt /"
    assert person.type("run ls file.txt")[-1] == "exit code 1"


def test_continue_and_break_stop_on_cached_steps(engine_builder: Engine, tmp_path: Path) -> None:
    """Then at the failure."""
    person = talk(engine_builder, tmp_path)

    assert person.type("break RUN") == ["Break point 1: every RUN (3 of them)"]
    assert person.type("break 6") == ["Break point 2: line 6"]
    person.type("back 9")
    assert person.type("continue")[-2:][0] == "Break point 1: every RUN"
    assert person.type("continue")[-2:][0] == "Break point 2: line 6"
    assert person.type("continue")[-2:] == ["Break point 1: every RUN", NEXT]
    assert person.type("continue")[-2:] == [FAILED, NEXT]


def test_delete_takes_a_break_point_away(one: Engine, tmp_path: Path) -> None:
    """The others stay."""
    person = talk(one, tmp_path)
    person.type("break 5")
    person.type("break RUN")

    assert person.type("delete 1") == ["Deleted break point 1: line 5"]
    assert person.type("break") == ["  2  every RUN"]


def test_until_goes_to_a_line(engine_builder: Engine, tmp_path: Path) -> None:
    """Behind or ahead."""
    person = talk(engine_builder, tmp_path)

    assert person.type("until 3")[-1].startswith("next: line 3")
    assert person.type("run ls /word")[-1] == "exit code 1"
    assert person.type("until 7")[-1] == "next: line 7: ENV COLOUR=red"


def test_shell_opens_on_both_sides_of_the_failure(engine_builder: Engine, tmp_path: Path) -> None:
    """Before it, and in what it left half done; what was changed there is still there later."""
    person = talk(engine_builder, tmp_path)

    assert "[none]" in person.shell("shell before", "touch /mine", 'echo "[$(cat /word)]"')
    assert "[half-here]" in person.shell("shell after", 'echo "[$(cat /half)-here]"')
    assert "[0-1]" in person.shell("shell", 'ls /mine; a=$?; ls /half; echo "[$a-$?]"')


def test_run_passes_a_command_and_its_output_on(engine_builder: Engine, tmp_path: Path) -> None:
    """With the step's variables; the exit code is told."""
    person = talk(engine_builder, tmp_path)

    assert person.type("run echo $COLOUR 'a  b'; exit 3") == ["red a  b", "exit code 3"]
    assert person.type("!pwd") == ["/"]


def test_retry_builds_what_was_changed(engine_builder: Engine, tmp_path: Path) -> None:
    """The Dockerfile is read anew."""
    person = talk(engine_builder, tmp_path)
    person.here.write("Dockerfile", FILE.replace("ech well", "echo well"))

    assert person.type("retry")[-1] == LAST
    assert person.leave() == ExitCode.HEALTHY


def test_edit_opens_the_editor_at_the_line_and_builds_again(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """`+LINE FILE` is what editors understand."""
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "at $1"\nsed -i "s/ech well/echo well/" "$2"\n')
    editor.chmod(0o755)
    person = talk(engine_builder, tmp_path, VISUAL=str(editor))
    told = person.type("edit")

    assert "at +8" in told
    assert told[-1] == LAST


def test_fix_puts_what_worked_into_the_dockerfile(engine_builder: Engine, tmp_path: Path) -> None:
    """On yes alone."""
    person = talk(engine_builder, tmp_path)
    person.shell("shell", "echo well")
    file = person.here.folder / "Dockerfile"
    person.child.sendline("fix")
    person.child.expect_exact("[y/N]")
    no = person.type("n")

    assert no[-1] == "The Dockerfile is unchanged."
    assert file.read_text() == FILE
    person.child.sendline("fix")
    person.child.expect_exact("[y/N]")
    assert "+RUN echo half > /half && echo well" in (person.child.before or "")
    assert person.type("y")[-1] == LAST
    assert file.read_text() == FILE.replace("ech well", "echo well")


def test_diff_shows_what_a_step_changed(engine_builder: Engine, tmp_path: Path) -> None:
    """A step that passed, and what the failed one left."""
    person = talk(engine_builder, tmp_path)

    assert any("/file.txt" in line for line in person.type("diff 6"))
    assert any("/half" in line for line in person.type("diff"))
    assert any("/word" in line for line in person.type("diff 5 7"))


def test_env_and_args_show_variables(one: Engine, tmp_path: Path) -> None:
    """Those of the place stood at."""
    person = talk(one, tmp_path)

    assert "COLOUR=red" in person.type("env")
    assert person.type("args") == ["No build arg is in scope here."]
    person.type("until 3")
    assert person.type("args") == ["WORD=none"]


def test_set_gives_a_build_arg_to_the_builds_that_follow(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """As --build-arg would."""
    person = talk(engine_builder, tmp_path)
    person.type("set WORD=given")
    person.type("retry")

    assert person.type("run cat /word") == ["given"]


def test_context_lists_what_the_builder_is_sent(one: Engine, tmp_path: Path) -> None:
    """What .dockerignore names is left out."""
    told = talk(one, tmp_path).type("context")

    assert any(line.endswith("file.txt") for line in told)
    assert not any("left.log" in line for line in told)


def test_log_shows_what_the_step_printed(one: Engine, tmp_path: Path) -> None:
    """Of the culprit, and of the last step where nothing failed."""
    person = talk(one, tmp_path)

    assert any("ech: not found" in line for line in person.type("log"))


def test_cp_copies_out_of_the_layer(engine_builder: Engine, tmp_path: Path) -> None:
    """Into a folder of the person."""
    person = talk(engine_builder, tmp_path)
    person.type("cp /word file.txt out")

    assert (person.here.folder / "out" / "word").read_text() == "none\n"
    assert (person.here.folder / "out" / "file.txt").read_text() == "in the context"


def test_history_shows_layers(one: Engine, tmp_path: Path) -> None:
    """The newest first."""
    head, *told = talk(one, tmp_path).type("history")

    assert head.split()[:2] == ["CREATED", "SIZE"]
    assert any("COPY" in line for line in told)


def test_explain_and_report_tell_the_diagnosis(one: Engine, tmp_path: Path) -> None:
    """At the prompt and in a file."""
    person = talk(one, tmp_path)

    assert any("Dockerfile:8" in line for line in person.type("explain"))
    assert person.type("report out.json") == ["Written: out.json"]
    record = json.loads((person.here.folder / "out.json").read_text())
    assert record["culprit"]["line_start"] == 8


def test_keep_makes_an_image_that_stays(engine_builder: Engine, tmp_path: Path) -> None:
    """With what was changed in the shell."""
    name = f"bisectbuild-test-kept-{tmp_path.name.lower()}"
    person = talk(engine_builder, tmp_path)
    person.type("run touch /mine")
    try:
        assert person.type(f"keep {name}")[-1].startswith(f"Kept as {name}")
        assert person.leave() == ExitCode.BROKEN
        run = ("run", "--rm", "--entrypoint", "ls", name, "/mine")
        assert engine_builder.docker(*run).strip() == "/mine"
    finally:
        engine_builder.docker("rmi", "-f", name, check=False)


def test_help_lists_the_words(one: Engine, tmp_path: Path) -> None:
    """All of them."""
    told = talk(one, tmp_path).type("help")

    assert [line.split("  ")[0] for line in told[:-1]] == [word.usage for word in WORDS]


@pytest.mark.parametrize("line", ["quit", "q", "\x04"])
def test_quit_leaves_and_removes_all(line: str, engine_builder: Engine, tmp_path: Path) -> None:
    """Ctrl-D too; the exit code is that of the build."""
    person = talk(engine_builder, tmp_path)
    person.type("run true")

    assert person.leave(line) == ExitCode.BROKEN
    assert left_by(engine_builder, person.child.pid) == ()


def test_the_prompt_comes_when_the_shell_ends(engine_builder: Engine, tmp_path: Path) -> None:
    """`debug` opens the shell first."""
    here = program(engine_builder, tmp_path, TERM="dumb", BISECTBUILD_PROMPT=PROMPT)
    here.write("file.txt", "x")
    here.write("Dockerfile", FILE)
    person = Talk(here=here, child=here.terminal("debug"))
    person.child.expect("[#$] ")
    person.child.sendline("exit")

    assert person.answer().rstrip().endswith("help lists the words, quit leaves.")
    assert person.type("where")[-1].startswith("> ✗ line 8")
    assert person.leave() == ExitCode.BROKEN


def test_a_terminal_that_can_do_more_shows_colours_and_completes(
    one: Engine, tmp_path: Path
) -> None:
    """The word is completed by TAB, ↑ brings it again."""
    person = talk(one, tmp_path, TERM="xterm", PROMPT_TOOLKIT_NO_CPR="1")
    person.child.send("lis\t\r")
    person.child.expect_exact("\x1b[31;1m✗")
    person.child.expect_exact(PROMPT)
    person.child.send("\x1b[A\r")
    person.child.expect("end of the Dockerfile|RUN")

    assert person.leave() == ExitCode.BROKEN


def test_ctrl_c_ends_a_command_and_not_the_debugger(engine_builder: Engine, tmp_path: Path) -> None:
    """Twice."""
    person = talk(engine_builder, tmp_path)
    for _ in range(2):
        nap = str(random.randrange(10**5, 10**7))
        person.child.sendline(f"run sleep {nap}")
        wait_until(partial(runs, "sleep", nap), "the command")
        person.child.sendintr()
        person.answer()

    assert person.type("run echo fine") == ["fine"]
    assert person.leave() == ExitCode.BROKEN


def test_lines_come_from_standard_input_without_a_terminal(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """For scripts: `--prompt` opens the debugger there as well."""
    here = program(engine_builder, tmp_path)
    here.write("file.txt", "x")
    here.write("Dockerfile", FILE)
    run = here.run("debug", "--prompt", text="run cat /word\nback 9\nwhere\n")

    assert run.code == ExitCode.BROKEN, run.stderr
    assert "none\n" in run.stdout
    assert run.stdout.splitlines()[-1].startswith("> ✓ line 1: FROM")
    assert left_by(engine_builder, run.pid) == ()
