"""Blaming by a trace; how shells themselves trace, the engines show."""

from __future__ import annotations

import pytest

from bisectbuild.blame import By, blame
from bisectbuild.blame.blamed import Blamed
from bisectbuild.dockerfile.parse import parse
from bisectbuild.trace.digest import Log, digest_lines


def traced(*events: str, end: str = "1:1") -> Log:
    """Make a trace of our own: each event is a command, or `STATUS command`."""
    lines = []
    for event in events:
        status, _, command = event.partition(" ") if event[0].isdigit() else ("0", "", event)
        lines.append(f"+bb-0badcafe:{status}:: {command}")
    return digest_lines([*lines, *([f"+bb-0badcafe:{end}: :"] if end else [])])


def blamed(run: str, trace: Log, log: tuple[str, ...] = (), shell: str = "") -> Blamed:
    """Blame the RUN of a file by a trace."""
    head = f"SHELL {shell}\n" if shell else ""
    dockerfile = parse(f"FROM x\n{head}RUN {run}\n".encode())
    instruction = dockerfile.instructions[-1]
    found = blame(dockerfile, instruction, log=digest_lines(log), exit_code=None, traced=trace)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("run", "events", "text"),
    [
        ("a && b && c", ("a", "b"), "b"),
        ("a; b", ("a", "1 b"), "b"),
        ("a || b", ("a", "1 b"), "b"),
        ("set -e; a; b", ("set -e", "a"), "a"),
        ("set -e; a && b; c", ("set -e", "a", "1 c"), "c"),
        ("if a; then b; else c; fi", ("a", "1 c"), "c"),
        ("for i in 1 2; do a $i; done", ("a 1", "1 a 2"), "a $i"),
        ("a | b", ("b", "a"), "b"),
        ("a | { b; c; }", ("b", "a", "c"), "c"),
        ("f() { a $1; }; f x && b", ("f x", "a x"), "a $1"),
        ("make && cd x && make", ("make", "cd x", "make"), "make"),
        ("trap 'x; y' EXIT; a; b", ("trap 'x; y' EXIT", "a", "b", "1 x", "y"), "b"),
        ("while a; do b; done", ("a", "b", "1 a"), "b"),
        ("(a; b) && c", ("a", "b"), "b"),
        ("! a", ("a",), "a"),
        ("v=$(a) && b", ("a", "1 v="), "a"),
        ("a || { b; exit 1; }", ("a", "1 b", "exit 1"), "a"),
        ("a; rc=$?; b; exit $rc", ("a", "3 rc=3", "b", "exit 3"), "a"),
        ("a & wait $!", ("wait 7", "a"), "a"),
    ],
)
def test_the_command_that_counts_is_named(run: str, events: tuple[str, ...], text: str) -> None:
    """Not always the last one of the trace."""
    found = blamed(run, traced(*events))

    assert (found.text, found.line, found.by) == (text, 2, By.TRACE)


def test_what_ended_the_step_for_another_is_told_and_makes_it_less_sure() -> None:
    """Either of the two may be meant."""
    sure = blamed("a && b", traced("a"))
    found = blamed("a || exit 1", traced("a", "1 exit 1"))

    assert sure.confidence > 0.9 > found.confidence
    assert "exit 1" in found.why


@pytest.mark.parametrize(
    ("statuses", "text", "most"),
    [("1 0 0", "a x", 1), ("0 0 2", "c", 1), ("141 3 0", "b", 1), ("2 0 2", "a x", 0.8)],
)
def test_the_statuses_of_a_pipe_tell_which_part_failed(
    statuses: str, text: str, most: float
) -> None:
    """The first, but for one that only lost its reader."""
    shell = '["bash", "-o", "pipefail", "-c"]'
    found = blamed("a x | b | c", traced("a x", "b", "c", end=f"1:{statuses}"), shell=shell)

    assert found.text == text
    assert most - 0.1 < found.confidence <= most


def test_a_plain_trace_of_the_step_itself_serves_too() -> None:
    """From where it was turned on."""
    log = ("+ b", "+ c x")
    found = blamed("a && set -x && b && c $X && d", Log(), log)

    assert (found.text, found.by) == ("c $X", By.TRACE)
    assert found.confidence <= 0.9


def test_lines_of_scripts_are_not_taken_for_the_steps_own() -> None:
    """They have no mark."""
    trace = digest_lines(["+bb-0badcafe:0:: ./build", "+ make", "+bb-0badcafe:2:: :"])

    assert blamed("./build && make", trace).text == "./build"


def test_a_command_that_the_shell_refused_is_named_though_no_trace_shows_it() -> None:
    """Its redirection or a variable stopped it."""
    log = ("/bin/sh: 1: cannot create /no/x: Directory nonexistent",)
    assert blamed("a && echo x > /no/x && b", traced("a"), log).text == "echo x > /no/x"

    log = ("/bin/sh: 1: VERSION: parameter not set",)
    assert blamed("set -u; a; b $VERSION", traced("set -u", "a"), log).text == "b $VERSION"


def test_where_the_beginning_is_lost_the_end_is_enough() -> None:
    """Lines were left out between."""
    lines = ("+bb-0badcafe:0:: a", "+bb-0badcafe:0:: c", "+bb-0badcafe:1:: :")
    trace = Log(lines=lines, numbers=(1, 90, 91), total=91)

    assert blamed("a && b && c && d", trace).text == "c"


def test_torn_lines_of_a_pipe_do_not_lead_astray() -> None:
    """Its parts write at the same time."""
    trace = digest_lines(
        ["+bb-0badcafe:0:: x", "+bb-0badcafe:0:: +bb-0badcafe:0:: ab y", "", "+bb-0badcafe:1:: :"]
    )

    assert blamed("x && a | b y && c", trace).text == "b y"


def test_a_trace_of_something_else_is_not_believed() -> None:
    """Then the log has to tell."""
    found = blamed("cp a b && mv c d", traced("x", "y", "z", "q"), ("mv: cannot stat 'c'",))

    assert (found.text, found.by) == ("mv c d", By.LOG)
