"""A bisection kept on disk."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from bisectbuild import record as records
from bisectbuild.bisection import logfile
from bisectbuild.bisection.axis import Point
from bisectbuild.bisection.log import write_mark
from bisectbuild.bisection.terms import Terms
from bisectbuild.bisection.verdict import Verdict
from bisectbuild.errors import FileFormatError, UsageError
from bisectbuild.record import Start, begin, current, drop, fingerprint

POINTS = (Point(key="1", title="line 1 FROM a"), Point(key="2", title="line 2 RUN b"))


def start(**given: object) -> Start:
    """Give the start of a search over two instructions."""
    fields: dict[str, object] = {
        "words": ("Dockerfile", "--", "caf\udce9"),
        "fingerprint": "f",
        "terms": Terms(good="fast", bad="slow"),
        "points": POINTS,
        "parents": ((), (0,)),
        "word": "instruction",
        "file": "Dockerfile",
        **given,
    }
    return Start(**fields)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Work in a directory of its own, with records of its own."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setattr(records, "state_folders", lambda _: (tmp_path / "s", tmp_path / "t"))
    return {}


def test_what_was_begun_is_read_as_it_was(state: dict[str, str]) -> None:
    """Words of any bytes, the terms, and the axis with what stands on what."""
    for given in (start(), start(by_hand=True)):
        begin(given, environment=state)

        assert current(state).start == given
        assert current(state).start.axis.ancestors == (1, 3)


def test_an_answer_is_kept_behind_what_was_known(state: dict[str, str]) -> None:
    """In the person's own words."""
    begun = begin(start(), [(start().points[1], Verdict.BAD)], state)
    assert begun is not None

    current(state).note(0, Verdict.GOOD)

    commands = [line for line in begun.log.splitlines() if not line.startswith("#")]
    assert commands[1:] == ["bisectbuild bisect slow 2", "bisectbuild bisect fast 1"]


def test_a_new_search_takes_the_place_of_the_old_one(state: dict[str, str]) -> None:
    """None of the old answers is left, and no other folder."""
    begin(start(), [(start().points[1], Verdict.BAD)], state)
    begun = begin(start(fingerprint="g"), environment=state)
    assert begun is not None

    assert current(state).start.fingerprint == "g"
    assert "slow" not in begun.log
    assert [entry.name for entry in begun.folder.parent.iterdir()] == [begun.folder.name]


def test_each_directory_has_its_own(
    state: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As git has one for each work tree."""
    begin(start(), environment=state)
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")

    with pytest.raises(UsageError, match="No bisection was begun"):
        current(state)


def test_where_the_best_folder_cannot_be_written_the_next_one_is(
    state: dict[str, str], tmp_path: Path
) -> None:
    """And where there is none, the search goes on without a record."""
    (tmp_path / "s").write_text("a file")
    begun = begin(start(), environment=state)
    assert begun is not None
    assert begun.folder.is_relative_to(tmp_path / "t")
    assert current(state).start == start()

    drop(state)
    (tmp_path / "t" / "bisect").rmdir()
    (tmp_path / "t").rmdir()
    (tmp_path / "t").write_text("a file")
    assert begin(start(), environment=state) is None


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"version": 2}', '{"version": 1}', "\x00"])
def test_a_record_that_cannot_be_read_says_how_to_drop_it(
    state: dict[str, str], content: str
) -> None:
    """And it can be dropped."""
    begun = begin(start(), environment=state)
    assert begun is not None
    (begun.folder / "start.json").write_text(content)

    with pytest.raises(FileFormatError, match="cannot be read") as caught:
        current(state)
    assert "bisectbuild bisect reset" in caught.value.hint
    assert drop(state)
    assert not drop(state)


def test_a_log_that_is_gone_says_how_to_drop_the_record(state: dict[str, str]) -> None:
    """It is no bug of the program."""
    begun = begin(start(), environment=state)
    assert begun is not None
    (begun.folder / "log").unlink()

    with pytest.raises(FileFormatError, match="cannot be read"):
        _ = begun.log


def test_a_log_is_replaced_as_a_whole(state: dict[str, str]) -> None:
    """Nothing is left beside it, and a record that is forgotten is gone."""
    begun = begin(start(), [(start().points[1], Verdict.BAD)], state)
    assert begun is not None

    begun.rewrite("# nothing\n")

    assert begun.log == "# nothing\n"
    assert sorted(entry.name for entry in begun.folder.iterdir()) == ["log", "start.json"]
    begun.forget()
    with pytest.raises(UsageError):
        current(state)


def test_a_record_is_for_its_owner_only(state: dict[str, str]) -> None:
    """It tells what a person builds."""
    begun = begin(start(), environment=state)
    assert begun is not None

    assert begun.folder.stat().st_mode & 0o077 == 0


def test_a_fingerprint_tells_parts_apart() -> None:
    """Also where one text is cut elsewhere, and for names of any bytes."""
    assert fingerprint("ab", "c") != fingerprint("a", "bc")
    assert fingerprint("ab") == fingerprint(b"ab")
    assert fingerprint("\udce9") == fingerprint(b"\xe9")


def test_a_search_that_lost_its_place_writes_into_no_other() -> None:
    """Two searches in one directory: the later one has the record."""
    first, second = begin(start(words=("one",))), begin(start(words=("two",)))
    assert first is not None
    assert second is not None

    first.note(0, Verdict.GOOD)

    assert first.close() == ""
    assert " fast " not in second.close()
    assert current().start.words == ("two",)


def test_a_search_whose_record_was_dropped_goes_on() -> None:
    """A reset elsewhere costs it nothing but the record."""
    going = begin(start())
    assert going is not None
    assert drop()

    going.note(0, Verdict.BAD)

    assert going.close() == ""


def test_merges_are_kept() -> None:
    """Without them a merge would be blamed for what it brought in."""
    begun = begin(start(merges=True))
    assert begun is not None
    begun.close()

    assert current().start.axis.merges


@pytest.mark.parametrize("torn", ["bisectbuild bisect fas", "bisectbuild bis\0\0\0", "\0\0"])
def test_an_answer_that_was_cut_short_is_given_anew(state: dict[str, str], torn: str) -> None:
    """The others are kept, and what follows is no part of it."""
    begun = begin(start(), [(POINTS[1], Verdict.BAD)], state)
    assert begun is not None
    whole = begun.log
    with (begun.folder / "log").open("a") as log:
        log.write(torn)

    assert current(state).log == whole
    current(state).note(0, Verdict.GOOD)
    assert current(state).log == whole + write_mark(POINTS[0], Verdict.GOOD, start().terms)


def test_a_log_that_a_person_gave_without_its_last_end_of_line_is_kept_whole(
    state: dict[str, str],
) -> None:
    """It was not cut short by us."""
    begun = begin(start(), environment=state)
    assert begun is not None

    begun.rewrite("bisectbuild bisect slow 2")

    assert begun.log == "bisectbuild bisect slow 2\n"


def _refusing(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    """Let no folder be made below a root."""
    make = tempfile.mkdtemp

    def refuse(**given: object) -> str:
        if str(given["dir"]).startswith(str(root)):
            raise OSError(errno.EACCES, "Permission denied")
        return make(**given)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)


def test_a_search_that_began_in_the_next_folder_is_the_one_that_goes_on(
    state: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not an older one in the best folder, and the other way about."""
    begin(start(words=("one",)), environment=state)
    with monkeypatch.context() as patch:
        _refusing(patch, tmp_path / "s")
        second = begin(start(words=("two",)), environment=state)
    assert second is not None
    assert second.folder.is_relative_to(tmp_path / "t")
    assert current(state).start.words == ("two",)

    third = begin(start(words=("three",)), environment=state)
    assert third is not None
    assert third.folder.is_relative_to(tmp_path / "s")
    assert current(state).start.words == ("three",)


def test_the_newest_counts_where_an_older_one_cannot_be_removed(
    state: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a disk that is read-only by now, say."""
    old = begin(start(words=("one",)), environment=state)
    assert old is not None
    os.utime(old.folder / "start.json", (1, 1))
    _refusing(monkeypatch, tmp_path / "s")
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)

    begin(start(words=("two",)), environment=state)

    assert old.folder.is_dir()
    assert current(state).start.words == ("two",)


def test_a_folder_that_a_killed_search_left_is_in_nobodys_way(state: dict[str, str]) -> None:
    """In containers process ids come again; a reset removes what was left."""
    first = begin(start(), environment=state)
    assert first is not None
    stale = first.folder.with_name(f"{first.folder.name}.{os.getpid()}")
    stale.mkdir()

    second = begin(start(words=("two",)), environment=state)

    assert second is not None
    assert second.folder == first.folder
    assert drop(state)
    assert list(first.folder.parent.iterdir()) == []


def test_a_kill_while_one_search_takes_the_place_of_another_loses_none(
    state: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The older one is taken up from where it was put aside, until there is a new one."""
    first = begin(start(words=("one",)), [(POINTS[1], Verdict.BAD)], state)
    assert first is not None
    rename, moved = Path.rename, []

    def killed(self: Path, target: Path) -> Path:
        moved.append(self)
        if len(moved) > 1:
            raise KeyboardInterrupt
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", killed)
        with pytest.raises(KeyboardInterrupt):
            begin(start(words=("two",)), environment=state)

    assert not first.folder.exists()
    assert current(state).start.words == ("one",)
    current(state).note(0, Verdict.GOOD)
    assert "bisect slow 2" in current(state).log
    assert "bisect fast 1" in current(state).log
    begin(start(words=("three",)), environment=state)
    assert current(state).start.words == ("three",)
    assert [entry.name for entry in first.folder.parent.iterdir()] == [first.folder.name]


def test_what_cannot_be_begun_leaves_nothing(
    state: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the older one stays."""
    begin(start(words=("one",)), environment=state)
    _full(monkeypatch)

    assert begin(start(words=("two",)), environment=state) is None
    assert current(state).start.words == ("one",)
    assert len(list((tmp_path / "s" / "bisect").iterdir())) == 1
    assert list((tmp_path / "t" / "bisect").iterdir()) == []


def _full(monkeypatch: pytest.MonkeyPatch) -> None:
    def write(file: int, data: memoryview) -> int:
        del file, data
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", write)


def test_a_search_goes_on_where_its_answers_cannot_be_written(
    state: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says so once, and writes the next ones once there is room again."""
    going = begin(start(), environment=state)
    assert going is not None
    with monkeypatch.context() as patch:
        _full(patch)
        going.note(0, Verdict.GOOD)
        going.note(0, Verdict.GOOD)
    going.note(1, Verdict.BAD)

    said = capsys.readouterr().err
    assert said.count("cannot be written (No space left on device)") == 1
    assert "--resume" in said
    log = going.close()
    assert "bisect slow 2" in log
    assert "bisect fast 1" not in log


@pytest.mark.parametrize("errors", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_what_is_said_by_hand_and_cannot_be_written_is_told(
    state: dict[str, str], monkeypatch: pytest.MonkeyPatch, errors: int
) -> None:
    """With advice, and as no bug of the program."""
    begin(start(), environment=state)
    found = current(state)

    def refuse(*_: object) -> int:
        raise OSError(errors, os.strerror(errors))

    monkeypatch.setattr(os, "open", refuse)

    with pytest.raises(FileFormatError, match=os.strerror(errors)) as caught:
        found.note(0, Verdict.GOOD)
    assert "Make room" in caught.value.hint
    with pytest.raises(FileFormatError, match=os.strerror(errors)):
        found.rewrite("# nothing\n")
    monkeypatch.undo()


def test_a_log_that_cannot_be_read_at_the_end_costs_no_finding(
    state: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is left out of the report."""
    going = begin(start(), environment=state)
    assert going is not None

    def refuse(file: Path) -> str:
        raise OSError(errno.EIO, str(file))

    monkeypatch.setattr(logfile, "read", refuse)

    assert going.close() == ""
