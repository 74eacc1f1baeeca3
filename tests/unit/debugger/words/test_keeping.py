"""The words that write something which stays: report, keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.fake_workbench import Dialogue, FakeWorkbench


def test_report_and_keep_say_what_was_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A tilde is the person's home."""
    monkeypatch.setenv("HOME", str(tmp_path))
    person = Dialogue(FakeWorkbench())

    assert person.type("report ~/x.json") == [f"Written: {tmp_path}/x.json"]
    assert person.type("keep a:b") == ["Kept as a:b (sha256:kept); it stays when you leave."]
    assert person.bench.did == [f"report {tmp_path}/x.json", "keep a:b"]


@pytest.mark.parametrize("line", ["report ~no-such-person/x.json", "cp /etc/hosts ~no-such-person"])
def test_the_home_of_a_person_who_is_none_is_told_and_ends_nothing(line: str) -> None:
    """Hours of work may hang on the session."""
    person = Dialogue(FakeWorkbench())
    told = person.type(line)

    assert told[0].startswith("~no-such-person")
    assert "names the home of a user whom this machine does not know" in told[0]
    assert "~/" in told[1]
    assert person.bench.did == []
