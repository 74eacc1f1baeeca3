"""From the bad commit to its instruction, and down to the commit that was taken as good."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bisectbuild.bisection.verdict import Answer
from bisectbuild.cli.bisect import crossing, grounding, testing
from bisectbuild.errors import EngineError, ExitCode
from bisectbuild.probing.subject import Subject
from bisectbuild.questions.question import Question, verdict_of
from tests.support.bisect_words import typed
from tests.support.fake_hunt import answering
from tests.support.repositories import Repo, needs_git

pytestmark = needs_git
FILE = "FROM base\nRUN a\nRUN b\nRUN c\n"
END = 4
Code = Callable[[int, int], int]


class Commits:
    """Gives the exit code that `code` has for a commit and a line; keeps what was asked."""

    way = "by heart"

    def __init__(self, code: Code) -> None:
        self.code = code
        self.asked: list[tuple[int, int]] = []

    def ask(self, subject: Subject, question: Question) -> Answer:
        """Answer for the commit that is checked out."""
        del question
        number = int((Path(subject.plan.request.context) / "number").read_text())
        self.asked.append((number, subject.at.span.start))
        code = self.code(*self.asked[-1])
        return Answer(verdict=verdict_of(code), exit_code=code)

    def close(self) -> None:
        """Hold nothing."""


@pytest.fixture(autouse=True)
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Work in a repository of five commits, of which the first is named as good."""
    repo = Repo.make(tmp_path / "repo")
    (tmp_path / "temporary").mkdir()
    for number in range(5):
        repo.commit(f"Number {number}", {"Dockerfile": FILE, "number": str(number)})
    monkeypatch.chdir(repo.top)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    return repo


@pytest.fixture
def search(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Any]:
    """Search the commits; give what was asked, the exit code and the report's search."""

    def searched(code: Code, *words: str) -> Any:  # noqa: ANN401 - JSON
        answering(monkeypatch, lambda _: 0)
        commits = Commits(code)
        for module in (testing, crossing, grounding):
            monkeypatch.setattr(module, "prober_for", lambda *_: commits)
        out = tmp_path / "out.json"
        axis = ("--axis", "commit", "HEAD~4..HEAD", "--report", str(out))
        again = "--resume" in words
        ended = typed(*words) if again else typed(*axis, *words, ".", "--", "app")
        return commits.asked, ended, json.loads(out.read_text())["search"]

    return searched


def bad_from(first: int, line: int = 3) -> Code:
    """Give what is bad from a commit on, and in it from a line on."""
    return lambda number, at: int(number >= first and at >= line)


def test_the_commit_right_after_the_good_one_is_told_as_found(
    search: Callable[..., Any],
) -> None:
    """The good one is tested before, once."""
    asked, ended, told = search(bad_from(1))

    assert (ended, told["result"]) == (ExitCode.BROKEN, "found")
    assert "Number 1 is the first bad commit" in told["sentence"]
    assert "There it is line 3 RUN b" in told["sentence"]
    assert asked.count((0, END)) == 1
    assert [point["verdict"] for point in told["axis_points"][:2]] == ["good", "bad"]
    assert told["probes"][-1]["key"] == told["axis_points"][0]["key"]


def test_a_later_commit_is_found_without_a_test_of_the_good_one(
    search: Callable[..., Any],
) -> None:
    """A good commit was seen below it."""
    asked, ended, told = search(bad_from(3))

    assert (ended, told["result"]) == (ExitCode.BROKEN, "found")
    assert not [number for number, _ in asked if number == 0]
    assert len(told["axis_points"]) == 4


def test_a_good_commit_that_is_bad_itself_is_said_to_be(search: Callable[..., Any]) -> None:
    """No commit after it is blamed, and no instruction of one."""
    asked, ended, told = search(bad_from(0))

    assert (ended, told["result"]) == (ExitCode.BROKEN, "bad-from-start")
    assert "Number 0 is the commit that was taken as good, and is bad itself" in told["sentence"]
    assert {line for _, line in asked} == {END}


def test_a_good_commit_that_cannot_be_tested_is_taken_at_its_word(
    search: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """What came of it is told."""
    _, ended, told = search(lambda number, at: 125 if number == 0 else bad_from(1)(number, at))

    assert (ended, told["result"]) == (ExitCode.BROKEN, "found")
    assert "Number 0" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("inner", "why"),
    [
        (lambda at: 128 if at < END else 1, "ended the search"),
        (lambda at: 125 if at < END else 1, "Only skipped instructions are left"),
    ],
)
def test_a_crossing_that_names_no_instruction_says_why(
    inner: Callable[[int], int], why: str, search: Callable[..., Any]
) -> None:
    """The commit is told all the same."""
    _, ended, told = search(lambda number, at: inner(at) if number >= 3 else 0)

    assert (ended, told["result"]) == (ExitCode.BROKEN, "found")
    assert "Number 3 is the first bad commit" in told["sentence"]
    assert "Which of its instructions it is cannot be told: " in told["sentence"]
    assert why in told["sentence"]


def test_a_commit_that_is_good_when_it_is_looked_into_is_told_so(
    search: Callable[..., Any],
) -> None:
    """The test may be one that flips."""
    seen: list[int] = []

    def flips(number: int, at: int) -> int:
        seen.append(number)
        return int(number >= 3 and at == END and seen.count(3) < 2)

    _, _, told = search(flips)

    assert "is good at the last instruction" in told["sentence"]


@pytest.mark.parametrize("ends", [KeyboardInterrupt(), EngineError("The engine is gone.")])
def test_a_commit_that_was_found_is_not_lost_with_its_crossing(
    ends: BaseException, search: Callable[..., Any], tmp_path: Path
) -> None:
    """It is told and reported; Ctrl-C goes on to end the program, and resuming crosses again."""

    def tired(number: int, at: int) -> int:
        if at == 2:
            raise ends
        return bad_from(3)(number, at)

    if isinstance(ends, KeyboardInterrupt):
        with pytest.raises(KeyboardInterrupt):
            search(tired)
        told = json.loads((tmp_path / "out.json").read_text())["search"]
        assert "to do so: bisectbuild bisect --resume" in told["sentence"]
    else:
        _, ended, told = search(tired)
        assert ended == ExitCode.BROKEN
    assert "Number 3 is the first bad commit" in told["sentence"]

    asked, _, again = search(bad_from(3), "--resume")
    assert "There it is line 3 RUN b" in again["sentence"]
    assert {number for number, _ in asked} == {3}


@pytest.mark.parametrize("words", [(), ("--repeat", "5")])
def test_a_commit_that_is_bad_at_every_instruction_names_none_of_them(
    words: tuple[str, ...], search: Callable[..., Any], tmp_path: Path
) -> None:
    """A file that a later line makes is missing at the FROM too, which is not to blame for it."""
    _, ended, told = search(bad_from(3, line=1), *words)

    assert (ended, told["result"]) == (ExitCode.BROKEN, "found")
    assert "Number 3 is the first bad commit" in told["sentence"]
    assert "Which of its instructions it is cannot be told: `app` is bad there" in told["sentence"]
    assert "the test asks for what only later instructions make" in told["sentence"]
    assert "What the commit changed: git show " in told["sentence"]
    assert "There it is" not in told["sentence"]
    assert "--good" not in told["sentence"]
    assert json.loads((tmp_path / "out.json").read_text())["culprit"] is None


class Flaking:
    """Answers as `code` says, but for the given runs of the given points."""

    def __init__(self, code: Code, flakes: dict[tuple[int, int], set[int]]) -> None:
        self.code = code
        self.flakes = flakes
        self.runs: dict[tuple[int, int], int] = {}

    def __call__(self, number: int, at: int) -> int:
        """Answer for a line of a commit."""
        run = self.runs[number, at] = self.runs.get((number, at), 0) + 1
        code = self.code(number, at)
        return int(not code) if run in self.flakes.get((number, at), set()) else code


def test_one_flake_does_not_make_the_good_commit_bad(search: Callable[..., Any]) -> None:
    """It is tested again, as often as that takes, and told as flaky."""
    flaking = Flaking(bad_from(1), {(0, END): {1}})

    asked, ended, told = search(flaking, "--repeat", "20")

    assert (ended, told["result"]) == (ExitCode.BROKEN, "found")
    assert "Number 1 is the first bad commit" in told["sentence"]
    assert asked.count((0, END)) == 20
    assert [(one["passed"], one["runs"]) for one in told["flaky"]] == [(19, 20)]
    assert told["axis_points"][0]["verdict"] == "good"
    assert "taken as good" not in told["sentence"]


def test_a_good_commit_that_is_bad_again_and_again_is_bad(search: Callable[..., Any]) -> None:
    """Twice is enough where flakes are rare."""
    asked, ended, told = search(bad_from(0), "--repeat", "20")

    assert (ended, told["result"]) == (ExitCode.BROKEN, "bad-from-start")
    assert "Number 0 is the commit that was taken as good, and is bad itself" in told["sentence"]
    assert asked.count((0, END)) == 2
    assert {line for _, line in asked} == {END}


def test_no_commit_is_named_above_one_of_which_it_is_not_sure(search: Callable[..., Any]) -> None:
    """The evidence is too thin then, as it is anywhere else."""
    flaking = Flaking(bad_from(1), {(0, END): {1, 3}})

    asked, ended, told = search(flaking, "--repeat", "4")

    assert (ended, told["result"]) == (ExitCode.INCONCLUSIVE, "doubtful")
    assert asked.count((0, END)) == 4
    assert told["confidence"] < 0.95
    assert "Number 0, which was taken as good, was bad in 2 of 4 tests" in told["sentence"]
    assert {line for _, line in asked} == {END}


def test_a_good_commit_that_is_skipped_is_not_asked_again(search: Callable[..., Any]) -> None:
    """It is taken at its word, as where nothing is repeated."""
    asked, ended, told = search(
        lambda number, at: 125 if number == 0 else bad_from(1)(number, at), "--repeat", "9"
    )

    assert (ended, told["result"]) == (ExitCode.BROKEN, "found")
    assert asked.count((0, END)) == 1


def test_an_instruction_is_named_on_evidence_too(search: Callable[..., Any]) -> None:
    """A bad line that passes once is asked again, where each is asked once it hides the change."""
    flakes = {(3, 3): {1, 4}, (3, END): {3}}

    _, _, once = search(Flaking(bad_from(3), {(3, 3): {1}}))
    asked, ended, told = search(Flaking(bad_from(3), flakes), "--repeat", "20")

    assert "There it is line 4 RUN c" in once["sentence"]
    assert ended == ExitCode.BROKEN
    assert "There it is line 3 RUN b" in told["sentence"]
    assert asked.count((3, 2)) > 1


def test_an_instruction_without_enough_evidence_is_not_named(search: Callable[..., Any]) -> None:
    """The commit is, as there was enough for it."""

    def moody(number: int, at: int) -> int:
        seen.append((number, at))
        return int(number >= 3 and (at == END or (at == 3 and seen.count((3, 3)) % 2 == 1)))

    seen: list[tuple[int, int]] = []
    _, ended, told = search(moody, "--repeat", "4", "--confidence", "0.98")

    assert (ended, told["result"]) == (ExitCode.BROKEN, "found")
    assert "Number 3 is the first bad commit" in told["sentence"]
    assert "cannot be told: The evidence does not reach 98%" in told["sentence"]


def test_in_what_these_builds_differ_from_ones_own_is_said(
    search: Callable[..., Any], repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the search, once."""
    repo.commit("Number 5", {".gitmodules": "", "number": "5"})

    search(bad_from(3))

    told = capsys.readouterr().err
    assert told.count("Files that git does not track are in no commit") == 1
    assert "Submodules are left empty" in told
    assert told.index("Submodules") < told.index("Bisecting:")


def test_a_crossing_that_is_cut_short_says_what_goes_on_though_a_secret_is_not_kept(
    search: Callable[..., Any], tmp_path: Path
) -> None:
    """--resume alone would be refused."""

    def tired(number: int, at: int) -> int:
        if at == 2:
            raise KeyboardInterrupt
        return bad_from(3)(number, at)

    with pytest.raises(KeyboardInterrupt):
        search(tired, "--build-arg", "API_TOKEN=hunter2-horse")

    told = json.loads((tmp_path / "out.json").read_text())["search"]["sentence"]
    assert "to do so: type the whole command again, with --resume" in told
    assert "hunter2" not in told
