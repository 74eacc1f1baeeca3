"""The end of a search by hand, in words and in every report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bisectbuild.cli.bisect import hunt
from bisectbuild.errors import ExitCode, FileFormatError, UsageError
from bisectbuild.record import current
from tests.support.bisect_words import typed
from tests.support.fake_hunt import answering

DOCKERFILE = "FROM base\n" + "".join(f"RUN step-{at}\n" for at in range(2, 9))


@pytest.fixture(autouse=True)
def folder(work: Path) -> Path:
    """Work in a folder with a Dockerfile."""
    (work / "Dockerfile").write_text(DOCKERFILE)
    return work


def report(folder: Path) -> dict[str, Any]:
    """Give the report that was written."""
    found: dict[str, Any] = json.loads((folder / "r.json").read_text())
    return found


def test_the_result_is_in_every_report_that_is_asked_for(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On standard output too, in the format that was typed with the last word."""
    typed("start", "Dockerfile")
    typed("good", "3")
    capsys.readouterr()

    reports = ("--report", "r.json", "--report", "r.html", "--report", "r.md", "--report", "r.xml")
    assert typed("bad", "4", *reports, "--format", "json") == ExitCode.BROKEN

    told = json.loads(capsys.readouterr().out)
    assert told["culprit"]["line_start"] == 4
    assert told["last_good"]["line_end"] == 3
    found = report(folder)
    assert (found["status"], found["search"]["result"]) == ("broken", "found")
    assert found["search"]["sentence"].startswith("line 4 RUN step-4 is the first bad instruction")
    verdicts = {point["line"]: point["verdict"] for point in found["search"]["axis_points"]}
    assert [verdicts[line] for line in (3, 4, 8)] == ["good", "bad", "bad"]
    assert found["search"]["log"] == current().log
    assert found["reproduce"] == "bisectbuild bisect start Dockerfile"
    for name, said in (("r.html", "step-4"), ("r.md", "step-4"), ("r.xml", "Dockerfile:4")):
        assert said in (folder / name).read_text()


@pytest.mark.parametrize(
    ("words", "end"),
    [
        (("good", "8"), (ExitCode.HEALTHY, "healthy", "never-bad")),
        (("bad", "1"), (ExitCode.BROKEN, "broken", "bad-from-start")),
        (("skip", *"1234567"), (ExitCode.INCONCLUSIVE, "inconclusive", "undecided")),
    ],
)
def test_each_end_has_the_exit_code_that_its_report_says(
    words: tuple[str, ...], end: tuple[int, str, str], folder: Path
) -> None:
    """And what was asked for at the start holds at the end."""
    typed("start", "Dockerfile", "--report", "r.json")

    assert typed(*words) == end[0]
    assert (report(folder)["status"], report(folder)["search"]["result"]) == end[1:]


def test_before_the_end_it_is_said_that_there_is_no_report_yet(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It was left out in silence once."""
    typed("start", "Dockerfile")
    capsys.readouterr()

    assert typed("good", "2", "--report", "r.json") == ExitCode.HEALTHY

    assert "No report yet" in capsys.readouterr().err
    assert not (folder / "r.json").exists()


def test_a_report_that_cannot_be_written_marks_nothing() -> None:
    """It is told before."""
    typed("start", "Dockerfile")
    before = current().log

    for name in ("r.nothing", "nowhere/r.json"):
        with pytest.raises((UsageError, FileFormatError)):
            typed("good", "8", "--report", name)

    assert current().log == before


def test_a_report_shows_no_file_that_nobody_looked_at(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The answer is told all the same."""
    typed("start", "Dockerfile")
    typed("good", "3")
    (folder / "Dockerfile").write_text(DOCKERFILE.replace("step-2", "step-two"))
    capsys.readouterr()

    with pytest.raises(UsageError, match="Dockerfile changed"):
        typed("bad", "4", "--report", "r.json")

    assert capsys.readouterr().out == "line 4 RUN step-4\nis the first bad instruction.\n"
    assert not (folder / "r.json").exists()


def test_no_secret_reaches_the_report_of_a_search_by_hand(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record has no value of it, so that it must be in the environment to be masked."""
    (folder / "Dockerfile").write_text("FROM base\nARG API_TOKEN\nRUN a hunter2-horse\nRUN b\n")
    typed("start", "Dockerfile", "--build-arg", "API_TOKEN=hunter2-horse")
    typed("good", "2")

    with pytest.raises(UsageError, match="no value of the build arg API_TOKEN") as caught:
        typed("bad", "3", "--report", "r.json")
    assert "bisectbuild bisect next" in caught.value.hint
    assert not (folder / "r.json").exists()
    monkeypatch.setenv("API_TOKEN", "hunter2-horse")
    assert typed("next", "--report", "r.json") == ExitCode.BROKEN

    assert "hunter2" not in (folder / "r.json").read_text()
    assert report(folder)["culprit"]["line_start"] == 3


def test_what_is_left_of_a_walk_over_all_points_can_be_said_by_hand(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where there are two changes too, which are no contradiction there."""

    def cut_short(line: int) -> int:
        if line == 8:
            raise KeyboardInterrupt
        return int(line in {4, 5})

    answering(monkeypatch, cut_short)
    with pytest.raises(KeyboardInterrupt):
        typed("--all", "--report", "r.json", "Dockerfile", "--", "app")
    monkeypatch.setattr(hunt, "opened", None)
    assert typed("next") == ExitCode.HEALTHY
    assert capsys.readouterr().out == "line 8 RUN step-8\n"

    assert typed("skip", "8") == ExitCode.BROKEN

    assert capsys.readouterr().out == (
        "`app` changes its verdict 2 times.\n"
        "  good → bad  line 4 RUN step-4\n  bad → good  line 6 RUN step-6\n"
    )
    assert [turn["key"] for turn in report(folder)["search"]["changes"]] == ["4", "6"]


def test_to_ask_again_leaves_the_reports_of_a_command_as_they_are(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They hold what the test printed; one that is asked for is written."""
    answering(monkeypatch, lambda line: int(line >= 4))
    typed("--report", "r.json", "Dockerfile", "--", "app")
    before = (folder / "r.json").read_text()

    assert typed("next") == ExitCode.BROKEN
    assert (folder / "r.json").read_text() == before
    assert typed("next", "--report", "other.json") == ExitCode.BROKEN
    assert json.loads((folder / "other.json").read_text())["culprit"]["line_start"] == 4
