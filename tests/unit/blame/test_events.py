"""Reading a trace."""

from __future__ import annotations

from bisectbuild.blame.events import read_events
from bisectbuild.trace.digest import Log, digest_lines

MARK = "+bb-0badcafe"


def test_our_own_trace_is_told_from_all_others() -> None:
    """Its end has the last statuses."""
    lines = (
        "noise",
        f"{MARK}:0:0: cp 'a' b",
        "+ from a script",
        f"no end of line{MARK}:1:1: false",
        f"{MARK}:1:2 0: :",
    )
    found = read_events(digest_lines(lines), most=9)

    assert [event.text for event in found.all] == ["cpab", "false"]
    assert [event.status for event in found.all] == [0, 1]
    assert (found.marked, found.status, found.pipe) == (True, 1, (2, 0))


def test_torn_lines_keep_what_follows() -> None:
    """Two parts of a pipe write at the same time."""
    found = read_events(digest_lines([f"{MARK}:0:: {MARK}:0:: sort", "ls", "x"]), most=9)

    assert [(event.text, event.torn) for event in found.all] == [("", True), ("sort", True)]
    assert found.all[0].others == ("ls", "x")
    assert found.status is None


def test_a_plain_trace_is_read_where_there_is_no_other() -> None:
    """What bash shows of compound commands is left out."""
    lines = ("+ for i in a b", "+ echo a", "++ date", "+ case $x in", "done +", "+x")
    found = read_events(digest_lines(lines), most=9)

    assert [event.text for event in found.all] == ["echoa", "date"]
    assert not found.marked


def test_only_what_is_behind_the_last_gap_counts() -> None:
    """And of that the last events."""
    log = Log(lines=("+ a", "+ b", "+ c"), numbers=(1, 8, 9), total=9)

    assert [event.text for event in read_events(log, most=9).all] == ["b", "c"]
    assert [event.text for event in read_events(log, most=1).all] == ["c"]
    assert not read_events(log, most=9).whole
