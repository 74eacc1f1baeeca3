"""The words that change the Dockerfile or the build: retry, edit, fix, set."""

from __future__ import annotations

from contextlib import suppress

import pytest

from bisectbuild.debugger.interpret import interpret
from bisectbuild.errors import EngineError
from bisectbuild.outcome import Outcome
from tests.support.fake_workbench import PROPOSAL, Dialogue, FakeWorkbench


def test_retry_builds_again_and_tells_the_outcome() -> None:
    """From wherever one stood."""
    person = Dialogue(FakeWorkbench())

    assert person.type("r")[-1] == "This is the end of the target."
    assert person.bench.did[0] == "retry"


def test_edit_builds_again_where_the_file_changed() -> None:
    """And says so where it did not."""
    same, other = FakeWorkbench(edited=False), FakeWorkbench()

    assert Dialogue(same).type("edit") == ["The Dockerfile is unchanged; nothing was built."]
    assert Dialogue(other).type("e")[-1] == "This is the end of the target."


def test_fix_shows_the_diff_and_changes_the_file_only_on_yes() -> None:
    """Then it is built again."""
    bench = FakeWorkbench(fails=12, proposal=PROPOSAL)
    person = Dialogue(bench)
    person.type("continue")
    told = person.type("fix")

    assert told == ["`better` worked.", *PROPOSAL.diff.splitlines(), "The Dockerfile is unchanged."]
    assert "apply" not in bench.did
    person.answer = True
    assert person.type("fix")[-1] == "This is the end of the target."
    assert len(person.asked) == 2
    assert b"better" in bench.dockerfile.data


def test_the_diff_of_a_fix_is_coloured() -> None:
    """What goes is red, what comes is green."""
    told = Dialogue(FakeWorkbench(proposal=PROPOSAL), color=True).type("fix")

    assert "\x1b[31;1m-RUN last\x1b[0m" in told
    assert "\x1b[32m+RUN better\x1b[0m" in told


def test_fix_without_anything_to_propose_says_what_to_do() -> None:
    """Nothing is asked."""
    person = Dialogue(FakeWorkbench())

    assert person.type("fix")[0].startswith("There is nothing to propose yet")
    assert person.asked == []


def test_set_sets_a_build_arg_and_takes_it_back() -> None:
    """The value may be quoted, empty, and hold signs of equality."""
    person = Dialogue(FakeWorkbench())
    for line in ('set A="two words"', "set A=", "set A=b=c", "set A"):
        person.type(line)

    assert person.bench.did == ["set A=two words", "set A=", "set A=b=c", "set A"]


def test_set_of_what_is_no_name_is_refused() -> None:
    """The builder would not take it."""
    person = Dialogue(FakeWorkbench())

    assert person.type("set 1=x")[0] == "'1' is no name of a build arg."
    assert person.bench.did == []


@pytest.mark.parametrize("line", ["retry", "edit", "fix"])
@pytest.mark.parametrize("stop", [KeyboardInterrupt(), EngineError("It went away.")])
def test_a_build_that_is_stopped_says_what_holds_now(line: str, stop: BaseException) -> None:
    """The file on disk may be another one by then."""

    class Stopped(FakeWorkbench):
        def retry(self) -> Outcome:
            raise stop

        def edit(self) -> Outcome | None:
            return self.retry()

        def apply(self, proposal: object) -> Outcome:
            del proposal
            return self.retry()

    told: list[str] = []
    person = Dialogue(Stopped(proposal=PROPOSAL), answer=True)
    with suppress(KeyboardInterrupt):
        interpret(person.bench, person.state, line, told.append)

    (held,) = (entry for entry in told if entry.startswith("All here stays as it was"))
    assert held.endswith("the file stays changed; retry reads it and builds.")
