"""The last lines of a failed job."""

from __future__ import annotations

from pathlib import Path

from bisectbuild.ci.ending import ending
from bisectbuild.ci.told import told_of
from tests.support.postmortems import full, hostile, least


def test_the_log_ends_with_the_target_the_reports_and_one_command(tmp_path: Path) -> None:
    """Each on a line of its own, in the columns of the text report."""
    rows = ending(full(), told_of(full(), tmp_path, Path("out"), "bisectbuild resume out.tar"))

    assert rows[-2:] == ("  reports    out", "  go on      bisectbuild resume out.tar")
    assert "stage service" in rows[0]


def test_what_is_not_known_has_no_line(tmp_path: Path) -> None:
    """Nothing is left but the command."""
    rows = ending(least(), told_of(least(), tmp_path, None, "bisectbuild debug"))

    assert rows[-1] == "  go on      bisectbuild debug"
    assert not any("reports" in row for row in rows)


def test_hostile_words_stay_on_their_line(tmp_path: Path) -> None:
    """Whatever the build is called."""
    told = hostile("\x1b[2J::error::x\r\n##vso[task.complete]")

    for row in ending(told, told_of(told, tmp_path, Path("a\x1b[2Jb"), "x\x1b[2J")):
        assert row.isprintable()
