"""Masking what a shared shell showed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bisectbuild.cli.ci.recording import masked_recording

SECRET = "hunter2-long-enough"


def test_a_secret_is_masked_also_where_events_cut_it(tmp_path: Path) -> None:
    """Times, sizes and what we said stay as they are; no character is lost."""
    events = [
        {"version": 2, "width": 80, "height": 24},
        [0.5, "m", "someone joined"],
        [1.0, "o", "key=hunter2-"],
        [1.5, "r", "100x30"],
        [2.0, "o", "long-enough é\r\n$ "],
    ]
    source = tmp_path / "in"
    source.write_text("".join(f"{json.dumps(event)}\n" for event in events))

    written = masked_recording(source, (SECRET,))

    told = [json.loads(line) for line in written.decode().splitlines()]
    assert [event for event in told if not isinstance(event, list) or event[1] != "o"] == [
        events[0],
        events[1],
        events[3],
    ]
    shown = "".join(event[2] for event in told if isinstance(event, list) and event[1] == "o")
    assert "hunter2" not in shown
    assert shown.startswith("key=")
    assert shown.endswith(" é\r\n$ ")


@pytest.mark.parametrize("bad", ['[2.0, "o", "hunter2-lo', "", "[]", "[1]", '[1.0, "o", 7]', "7"])
def test_a_line_that_is_no_event_costs_no_other(tmp_path: Path, bad: str) -> None:
    """As the last one of a disk that was full."""
    head, shown = {"version": 2}, [1.0, "o", "seen\r\n"]
    source = tmp_path / "in"
    source.write_text(f"{json.dumps(head)}\n{bad}\n{json.dumps(shown)}\n{bad}")

    written = masked_recording(source, (SECRET,)).decode()

    told = [json.loads(line) for line in written.splitlines()]
    assert told[0] == head
    assert "".join(event[2] for event in told[1:]) == "seen\r\n"
