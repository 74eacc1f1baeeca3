from __future__ import annotations

import random

import pytest

from bisectbuild.errors import UsageError
from bisectbuild.questions.runs import program_words, runs
from tests.support.program import runs as is_running
from tests.support.program import wait_until
from tests.support.question_box import NOBODY, Box, needs_root

ODD = {"A.B": "dot", "TWO": "a\nb", "MANY": "it's"}


def script(here: Box, text: str, name: str = "app") -> None:
    """Put a program of the layer in the folder."""
    here.write(name, f"#!/bin/sh\n{text}\n", 0o755)


@pytest.mark.parametrize(
    ("text", "code", "seen"),
    [
        ("exit 0", 0, "./app go: exit code 0"),
        ("exit 3", 1, "./app go: exit code 3"),
        ("exit 125", 1, "./app go: exit code 125"),
        ("exit 126", 1, "./app go: exit code 126: it cannot be executed here"),
        ("exit 127", 1, "not found"),
        ("exit 255", 1, "./app go: exit code 255"),
        ("kill -SEGV $$", 1, "./app go: ended by signal 11 (SEGV)"),
        ("exec sleep 600", 0, "./app go: still running after 0.5 s"),
        ("sleep 600 & wait", 0, "./app go: still running after 0.5 s"),
        ("trap '' TERM INT HUP; while :; do sleep 1; done", 0, "still running"),
        ("read -r x && exit 1; exit 0", 0, "exit code 0"),
        ('[ "$#.$1" = 1.go ]', 0, "exit code 0"),
    ],
)
def test_a_program_with_words_is_judged_as_it_ends(
    text: str, code: int, seen: str, here: Box
) -> None:
    """None of its exit codes means that it cannot be tested."""
    script(here, text)

    told = here.ask(runs("./app go", grace=0.5 if "running" in seen else 30))

    assert told.code == code, told.output
    assert seen in told.line


@pytest.mark.parametrize(
    ("word", "code"),
    [("--version", 0), ("-version", 0), ("version", 0), ("--help", 0), ("", 0), ("-V", 1)],
)
def test_a_program_without_words_is_asked_in_every_usual_way(
    word: str, code: int, here: Box
) -> None:
    """It passes by the first that it knows."""
    script(here, f'[ "$*" = "{word}" ] || exit 64')

    told = here.ask(runs("./app", grace=30))

    assert told.code == code
    expected = f"./app {word}".strip() + ": exit code 0"
    if code:
        expected = "./app fails whatever it is asked; exit codes: --version 64, -version 64,"
        expected += " version 64, --help 64, alone 64"
    assert told.line == expected


def test_one_that_is_broken_is_not_asked_again(here: Box) -> None:
    """What a missing library, or a crash, ends with says it all."""
    for ending in ("exit 127", "exit 126", "kill -ABRT $$"):
        script(here, f"echo asked; {ending}")
        told = here.ask(runs("./app"))
        assert told.code == 1
        assert told.output.count("asked") == 1, told.output


def test_one_that_takes_no_words_and_serves_is_good(here: Box) -> None:
    """Only alone does it go on running."""
    script(here, '[ -z "$1" ] || exit 2; exec sleep 600')

    assert here.ask(runs("./app", grace=3)).line == "./app: still running after 3 s"


def test_a_program_is_searched_for_on_the_path_of_the_layer(here: Box) -> None:
    """Never among the toolbox's own programs, nor among what a shell has built in."""
    script(here, "exit 0", "bin/tool")
    script(here, "exit 4", "bin/echo")
    here.write("bin/plain", "no program", 0o644)
    path = {"PATH": f"/nowhere:{here.folder}/bin"}

    assert here.ask(runs("tool x"), env=path).code == 0
    assert here.ask(runs("echo x"), env=path).line == "echo x: exit code 4"
    for name in ("grep", "plain", "cd"):
        told = here.ask(runs(f"{name} x"), env=path)
        assert told.code == 1
        assert told.line.startswith(f"there is no program {name} on PATH")


def test_what_is_no_program_is_bad(here: Box) -> None:
    """Each with what it is instead."""
    here.write("plain", "text", 0o644)
    (here.folder / "folder").mkdir()
    here.write("lost", "#!/no/such/interpreter\n", 0o755)

    assert here.ask(runs("./none")).line == "there is no ./none"
    assert here.ask(runs("./folder")).line == "./folder is a directory"
    assert here.ask(runs("./plain")).line.endswith("may not execute ./plain")
    lost = here.ask(runs("./lost"))
    assert lost.code == 1
    assert "exit code 127: it, its interpreter or a library of it is not found" in lost.line


def test_a_program_has_the_variables_of_the_layer_and_no_others(here: Box) -> None:
    """Those with names that no shell can have among them."""
    here.write("seen", "", 0o666)
    script(here, "cat /proc/$$/environ > seen")

    assert here.ask(runs("./app now"), env=ODD).code == 0

    seen = dict(
        entry.split("=", 1) for entry in (here.folder / "seen").read_text()[:-1].split("\0")
    )
    seen.pop("PATH")
    assert seen == ODD


def test_words_are_passed_on_as_they_are(here: Box) -> None:
    """Quotes as a shell reads them, and no more of a shell."""
    script(here, 'printf "<%s>" "$@"; echo')

    told = here.ask(runs("""./app 'a b' "" '$HOME' "it's" '*' -- x=y"""))

    assert told.output.split("\n")[0] == "<a b><><$HOME><it's><*><--><x=y>"


def test_what_it_started_does_not_outlive_it(here: Box) -> None:
    """All of its group is ended."""
    nap = str(random.randrange(10**5, 10**7))
    script(here, f"sleep {nap} & touch mark; exec sleep 600")

    assert here.ask(runs("./app x", grace=3)).code == 0
    assert (here.folder / "mark").exists()
    wait_until(lambda: not is_running("sleep", nap), "the end of what it started")


def test_it_runs_as_the_layers_user(here: Box) -> None:
    """Who may not execute what is closed."""
    needs_root()
    script(here, "exit 0")
    (here.folder / "app").chmod(0o700)

    told = here.ask(runs("./app x"), user=NOBODY)

    assert told.line == f"uid {NOBODY} may not execute ./app"


@pytest.mark.parametrize("text", ["", "  ", "''", "a 'b", "a | b", "a && b", "a > b"])
def test_what_is_no_program_and_words_is_refused(text: str) -> None:
    """What takes a shell has a way of its own."""
    with pytest.raises(UsageError):
        runs(text)


def test_what_takes_a_shell_is_advised_to_be_a_command() -> None:
    """As it would be typed."""
    with pytest.raises(UsageError) as refused:
        program_words("a | b")
    assert refused.value.hint == "bisectbuild bisect -- 'a | b'"
