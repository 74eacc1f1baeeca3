"""The report that GitLab reads as code quality."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bisectbuild.report.code_quality import render
from tests.support.postmortems import full, hostile, least


def test_each_finding_is_an_entry_at_the_line_that_fails() -> None:
    """With the fields that GitLab asks for, the cause first."""
    told = full()

    entries = json.loads(render(told))

    assert entries[0]["check_name"] == f"bisectbuild/{told.findings[0].code}"
    assert entries[0]["severity"] in {"critical", "major"}
    assert {entry["severity"] for entry in entries[1:]} <= {"info"}
    for entry in entries:
        assert entry["location"]["path"] == told.dockerfile.path
        assert entry["location"]["lines"]["begin"] == 14
        assert len(entry["fingerprint"]) == 64
        assert entry["description"]
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)


def test_the_same_failure_has_the_same_fingerprint_wherever_its_line_is() -> None:
    """GitLab compares the reports of two commits by it."""
    assert json.loads(render(full()))[0] == json.loads(render(full(seconds=99.0)))[0]


def test_a_path_is_written_in_its_shortest_form() -> None:
    """GitLab compares it with the names that git has."""
    told = full(dockerfile=replace(full().dockerfile, path="./app//Dockerfile"))

    assert json.loads(render(told))[0]["location"]["path"] == "app/Dockerfile"


@pytest.mark.parametrize("path", ["-", "Dockerfile (from the log)"])
def test_without_a_file_there_is_no_place_to_report(path: str) -> None:
    """An entry must have one, and such a file nobody has."""
    told = full(dockerfile=replace(full().dockerfile, path=path))

    assert render(told) == b"[]\n"


def test_without_a_culprit_there_is_nothing_to_report() -> None:
    """An empty list is a report too."""
    assert render(full(culprit=None, findings=())) == b"[]\n"


def test_hostile_words_stay_on_one_line_of_text() -> None:
    """Whatever the build printed."""
    for told in (least(), hostile("\x1b[2J::error::x\n")):
        for entry in json.loads(render(told)):
            assert entry["description"].isprintable()
