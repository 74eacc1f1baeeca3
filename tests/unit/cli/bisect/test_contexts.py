"""The search for changed files, from its words to its record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.cli.bisect import contexts
from bisectbuild.errors import ExitCode, FileFormatError, UsageError
from bisectbuild.probing.subject import Subject
from bisectbuild.questions.question import Question
from bisectbuild.record import current
from tests.support.bisect_words import typed
from tests.support.fake_hunt import answering

WORDS = ("--axis", "context", "../old", "--report", "../out.json", "--", "app")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a context that differs from another one in eight files."""
    for name, text in (("old", "1"), ("work", "2")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Dockerfile").write_text("FROM base\nCOPY . /x\n")
        for number in range(8):
            (tmp_path / name / f"f{number}").write_text(text)
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


class Looking:
    """Answers bad where f2 and f5 are the new ones; `asked` are the contexts that were seen."""

    way = "by heart"

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, patience: int = 999, *, broken: bool = False
    ) -> None:
        answering(monkeypatch, lambda _: 0)
        monkeypatch.setattr(contexts, "prober_for", lambda *_: self)
        self.asked: list[str] = []
        self._patience = patience
        self._broken = broken  # It builds with all of the changes or none.

    def ask(self, subject: Subject, question: Question) -> Answer:
        """Answer for what the context holds; lose patience as a person who types Ctrl-C."""
        del question
        if len(self.asked) == self._patience:
            raise KeyboardInterrupt
        context = Path(subject.plan.request.context)
        seen = "".join((context / f"f{number}").read_text() for number in range(8))
        self.asked.append(seen)
        bad = seen[2] == seen[5] == "2"
        if self._broken and seen.count("2") in range(1, 8):
            return Answer(verdict=Verdict.SKIP, reason="the build fails at line 2: no")
        return Answer(verdict=Verdict.BAD if bad else Verdict.GOOD, seconds=1, exit_code=int(bad))

    def close(self) -> None:
        """Hold nothing."""


def found(folder: Path) -> dict[str, Any]:
    """Give the search of the report that was written."""
    part: dict[str, Any] = json.loads((folder / "out.json").read_text())["search"]
    return part


def test_a_search_for_files_that_was_cut_short_goes_on_where_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same files, the same questions, none of them asked twice."""
    whole = Looking(monkeypatch)
    assert typed(*WORDS) == ExitCode.BROKEN
    told = found(folder)
    assert [point["key"] for point in told["axis_points"]] == ["f2", "f5"]
    assert "8 of 8 changes: f0, f1, f2, …" in told["log"]

    first = Looking(monkeypatch, patience=4)
    with pytest.raises(KeyboardInterrupt):
        typed(*WORDS)
    assert "To go on:  bisectbuild bisect --resume" in capsys.readouterr().err
    second = Looking(monkeypatch)
    assert typed("--resume") == ExitCode.BROKEN

    assert first.asked + second.asked == whole.asked
    again = found(folder)
    assert again["axis_points"] == told["axis_points"]
    assert again["log"] == told["log"] == current().log
    assert [probe["key"] for probe in again["probes"]] == [p["key"] for p in told["probes"]]
    assert [bool(probe["seconds"]) for probe in again["probes"][:5]] == [False] * 4 + [True]


def test_answers_about_files_that_changed_since_do_not_count(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On either side, by what they hold and not by their times."""
    Looking(monkeypatch)
    typed(*WORDS)
    (folder / "old" / "f7").write_text("9")

    asked = Looking(monkeypatch)
    assert typed("--resume") == ExitCode.BROKEN

    assert asked.asked[:2] == ["22222222", "11111119"]
    assert "do not hold any more" in capsys.readouterr().err
    assert current().log.count("\nbisectbuild bisect ") == len(asked.asked)


def test_a_log_of_files_can_be_replayed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was cut out of it is asked again; what is no log is refused, and nothing is lost."""
    Looking(monkeypatch)
    typed(*WORDS)
    log = current().log
    lines = log.splitlines(keepends=True)
    (folder / "saved").write_text("".join(lines[:-1]))

    asked = Looking(monkeypatch)
    assert typed("replay", "../saved") == ExitCode.BROKEN

    assert len(asked.asked) == 1
    for strange, why in (
        ("git bisect good\n", "Line 1 of the log"),
        ("bisectbuild bisect good 12\n", "of another search"),
        ("bisectbuild bisect terms fast slow\n", "other words for good and bad"),
    ):
        (folder / "saved").write_text(strange)
        with pytest.raises(FileFormatError, match=why):
            typed("replay", "../saved")
    assert current().log == log


def test_sets_that_do_not_build_leave_it_undecided(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All files are named as what it may be, and that fewer may be enough."""
    Looking(monkeypatch, broken=True)

    assert typed(*WORDS) == ExitCode.INCONCLUSIVE

    told = found(folder)
    assert told["result"] == "undecided"
    assert len(told["candidates"]) == told["remaining"] == 8
    assert "without any one of 8 of them it could not be tested" in told["sentence"]
    assert "fewer of them may be enough" in told["sentence"]


@pytest.mark.parametrize("words", [("good",), ("next",), ("visualize",), ("run", "--", "app")])
def test_what_goes_by_sets_of_files_is_not_marked_by_hand(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says how to go on."""
    Looking(monkeypatch)
    typed(*WORDS)

    with pytest.raises(UsageError, match="goes by each set of changes") as caught:
        typed(*words)

    assert "--resume" in caught.value.hint
