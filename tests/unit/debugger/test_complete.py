"""What TAB offers."""

from __future__ import annotations

from pathlib import Path

import pytest

from bisectbuild.debugger.complete import candidates
from tests.support.fake_workbench import Dialogue, FakeWorkbench


def offered(text: str, bench: FakeWorkbench | None = None, *before: str) -> tuple[str, ...]:
    """Give what TAB offers behind a text, once some lines were typed."""
    person = Dialogue(bench or FakeWorkbench())
    for line in before:
        person.type(line)
    person.bench.did = [did for did in person.bench.did if did.startswith("set ")]
    return candidates(person.bench, person.state, text)[1]


def test_words_are_completed() -> None:
    """Their aliases are for fingers that know them."""
    assert offered("st") == ("step",)
    assert offered("con") == ("continue", "context")
    assert offered("bogus x") == ()
    assert offered("where ") == ()


def test_lines_and_stages_are_completed() -> None:
    """Those that the target needs."""
    assert offered("until 1") == ("1", "10", "11", "12")
    assert offered("l t") == ("two",)
    assert offered("shell ") == (
        *("before", "after", "1", "2", "3", "9", "10", "11", "12", "one", "two", "final"),
    )


def test_keywords_are_completed_as_they_are_begun() -> None:
    """In capitals or not."""
    assert offered("break R") == ("RUN",)
    assert offered("b co") == ("copy",)


def test_numbers_of_break_points_build_args_and_words_are_completed() -> None:
    """Each behind its own word."""
    assert offered("delete ", None, "break 2", "break RUN") == ("1", "2")
    assert offered("set V", None, "set VERSION=1", "set OTHER=2") == ("VERSION=",)
    assert offered("help qu") == ("quit",)


def test_paths_of_the_container_are_asked_for_once() -> None:
    """Blanks and the like are escaped, in what is typed and in what is offered."""
    bench = FakeWorkbench(known_paths=("/a b/", "/a b/c", "/etc/"))

    assert offered("cp /etc/x /a\\ b/", bench) == ("/a\\ b/", "/a\\ b/c")
    assert bench.did == ["paths /a b/"]
    assert offered("!cat /e", bench) == ("/etc/",)


def test_files_of_this_machine_are_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a report, and for a copy's folder that begins with a dot or a tilde."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out put").mkdir()
    (tmp_path / "other.json").touch()

    assert offered("report o") == ("other.json", "out\\ put/")
    assert offered("cp /x ./ou") == ("./out\\ put/",)
    assert offered("report /nowhere/at/all") == ()


def test_the_home_of_a_person_who_is_none_has_nothing_to_offer() -> None:
    """TAB ends no session."""
    assert offered("report ~no-such-person/x") == ()
