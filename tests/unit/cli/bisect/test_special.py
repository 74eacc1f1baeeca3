"""Questions whose answers are all known before the search: of sizes, and of another image."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bisectbuild.axes.walkable import Walkable
from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.cli.bisect import hunt, special
from bisectbuild.cli.bisect.special import Known
from bisectbuild.errors import ExitCode
from bisectbuild.record import current
from tests.support.bisect_words import typed
from tests.support.fake_hunt import answering

BAD_FROM = 3


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work with a Dockerfile of five lines, of which the image says that the third is too large."""

    def known(_want: object, _job: object, _tools: object, walkable: Walkable, _: object) -> Known:
        answers = tuple(
            Answer(
                verdict=Verdict.BAD if line >= BAD_FROM else Verdict.GOOD,
                output=(f"the image has {line} MB of 2 MB",),
            )
            for line in range(1, 6)
        )
        return Known(
            axis=walkable.axis,
            walkable=walkable,
            points=range(5),
            free=answers,
            way="by heart",
        )

    (tmp_path / "Dockerfile").write_text("FROM base\nRUN b\nRUN c\nRUN d\nRUN e\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    answering(monkeypatch, lambda _: 128)
    monkeypatch.setattr(special, "_known", known)
    monkeypatch.setattr(hunt, "_with_files", lambda finding, *_: finding)
    return tmp_path


def told(folder: Path) -> Any:  # noqa: ANN401 - JSON
    """Give the search of the report that was written."""
    return json.loads((folder / "out.json").read_text())["search"]


WAYS = [("--size-over", "2MB"), ("--layers-diff", "other")]


@pytest.mark.parametrize("words", WAYS)
def test_what_an_image_says_of_itself_is_in_the_record(
    words: tuple[str, ...], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """So a search that has ended has nothing left to test, and its picture shows what it knew."""
    assert typed(*words, "--report", "out.json") == ExitCode.BROKEN
    assert told(folder)["log"] == current().log
    assert current().log.count("\nbisectbuild bisect ") == len(told(folder)["probes"]) > 1
    capsys.readouterr()

    assert typed("next") == ExitCode.BROKEN
    said = capsys.readouterr()
    assert "RUN c" in said.out
    assert "left to test" not in said.err
    assert typed("visualize") == ExitCode.HEALTHY
    picture = capsys.readouterr().out
    assert "?" not in picture
    assert "bad   line 3 RUN c" in picture


@pytest.mark.parametrize("more", [(), ("--all",)])
def test_a_search_that_is_resumed_tells_the_sizes_again(
    more: tuple[str, ...], folder: Path
) -> None:
    """They cost nothing, and no log holds them; the log stays as it was."""
    typed(*WAYS[0], *more, "--report", "out.json")
    first = told(folder)

    for words in (("--resume",), ("replay", "log")):
        (folder / "log").write_text(first["log"])
        assert typed(*words) == ExitCode.BROKEN
        assert told(folder) == first
    assert all("MB of 2 MB" in probe["output"][0] for probe in first["probes"])


def test_a_log_that_was_edited_counts_for_more_than_the_image(folder: Path) -> None:
    """A person may know better."""
    typed(*WAYS[0], "--report", "out.json")
    (folder / "log").write_text(current().log.replace("bisect bad 3", "bisect good 3"))

    assert typed("replay", "log") == ExitCode.BROKEN

    assert "line 4 RUN d" in told(folder)["sentence"]
