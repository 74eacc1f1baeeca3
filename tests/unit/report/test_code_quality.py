"""The report that GitLab reads as code quality."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

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


def test_a_path_is_told_from_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compose and bake name their files from the root of the machine."""
    monkeypatch.chdir(tmp_path)
    own = full().dockerfile

    for given, path in (
        (tmp_path / "app" / "Dockerfile", "app/Dockerfile"),
        ("./Dockerfile", "Dockerfile"),
        ("/else/Dockerfile", "/else/Dockerfile"),
    ):
        told = full(dockerfile=replace(own, path=str(given)))
        assert json.loads(render(told))[0]["location"]["path"] == path


def test_without_a_culprit_there_is_nothing_to_report() -> None:
    """An empty list is a report too."""
    assert render(full(culprit=None, findings=())) == b"[]\n"


def test_hostile_words_stay_on_one_line_of_text() -> None:
    """Whatever the build printed."""
    for told in (least(), hostile("\x1b[2J::error::x\n")):
        for entry in json.loads(render(told)):
            assert entry["description"].isprintable()
