from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bisectbuild.errors import UsageError
from bisectbuild.questions.file import changed, file, is_of_change, observe, parse_conditions
from tests.support.question_box import NOBODY, Box, needs_root

ODD_NAMES = (
    "with blanks",
    "it's",
    'say "hi"',
    "two\nlines",
    "-n",
    "--help",
    "$HOME",
    "back\\slash",
    "*",
    "Permission denied",
    "ümlaut",
)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_file_of_any_name_is_seen_to_be_there_and_to_be_gone(name: str, here: Box) -> None:
    """Its name is never read as anything but a name."""
    before = [here.ask(file(name, words)).code for words in ("exists", "absent")]
    here.write(name, "x")
    after = [here.ask(file(name, words)).code for words in ("exists", "absent")]

    assert before == [1, 0]
    assert after == [0, 1]
    assert here.ask(file(name, f"sha256={hashlib.sha256(b'x').hexdigest()}")).code == 0


@pytest.mark.parametrize("name", ODD_NAMES)
def test_what_is_said_stands_on_one_line(name: str, here: Box) -> None:
    """A name with a line end in it makes no second line."""
    assert here.ask(file(name, "exists")).output.count("\n") == 1
    here.write(name, "x")
    for question in (file(name, "exists,mode=600"), file(name, "absent"), observe(name)):
        assert here.ask(question).output.count("\n") == 1


def test_a_path_below_what_is_no_folder_is_absent(here: Box) -> None:
    """So is one whose parents are missing."""
    here.write("file")

    for path in ("file/below", "none/at/all", str(here.folder / "nor/this")):
        assert here.ask(file(path, "absent")).code == 0
        assert here.ask(file(path, "exists")).line == f"there is no {path}"


def test_a_link_is_followed(here: Box) -> None:
    """It is what it leads to."""
    here.write("real", "x", 0o640)
    (here.folder / "link").symlink_to("real")

    assert here.ask(file("link", "exists mode=640")).code == 0


@pytest.mark.parametrize("target", ["nowhere", "link"])
def test_a_link_that_leads_nowhere_neither_exists_nor_is_absent(target: str, here: Box) -> None:
    """Said of a link to itself too."""
    (here.folder / "link").symlink_to(target)

    there = here.ask(file("link", "exists"))

    assert there.code == 1
    assert there.line == f"link is a link to {target}, where nothing is"
    assert here.ask(file("link", "absent")).code == 1
    assert here.ask(file("link", "mode=644")).code == 1


def test_a_folder_has_a_mode_and_no_sum(here: Box) -> None:
    """The sum that is asked of it is bad, not a thing that cannot be tested."""
    here.write("folder/x")
    (here.folder / "folder").chmod(0o1777)

    assert here.ask(file("folder", "exists,mode=1777")).code == 0
    told = here.ask(file("folder", f"sha256={'0' * 64}"))
    assert told.code == 1
    assert "directory" in told.line


def test_a_pipe_is_never_waited_for(here: Box) -> None:
    """It has no sum, and a fingerprint all the same."""
    os.mkfifo(here.folder / "pipe")

    assert here.ask(file("pipe", f"sha256={'0' * 64}")).code == 1
    assert here.ask(observe("pipe")).code == 0


def test_all_conditions_must_hold_and_all_that_do_not_are_told(here: Box) -> None:
    """Each with what was seen."""
    here.write("f", "x", 0o755)
    uid = os.getuid()

    assert here.ask(file("f", f"exists,mode=0755,owner={uid}")).code == 0
    told = here.ask(file("f", f"mode=600,owner=4711,sha256={'A' * 64}"))
    assert told.code == 1
    assert "its mode is 755, not 600" in told.line
    assert f"its owner is {uid}, not 4711" in told.line
    assert f"its sha256 is {hashlib.sha256(b'x').hexdigest()}" in told.line


def test_an_owner_is_known_by_name_and_by_number(here: Box) -> None:
    """Root of the layer's own list of users; a name that is not in it owns nothing."""
    needs_root()
    here.write("f")

    for owner in ("root", "0", "root:root", ":root", "0:0"):
        assert here.ask(file("f", f"owner={owner}")).code == 0, owner
    told = here.ask(file("f", "owner=nobody-of-this-name"))
    assert told.code == 1
    assert "nobody-of-this-name is not in /etc/passwd" in told.line


def test_what_the_user_may_not_see_cannot_be_tested(here: Box) -> None:
    """Neither a path in a closed folder nor what is in a closed file."""
    needs_root()
    here.write("closed/f", "x")
    here.write("secret", "x", 0o600)
    (here.folder / "closed").chmod(0o700)

    for words in ("exists", "absent", "mode=644"):
        told = here.ask(file("closed/f", words), user=NOBODY)
        assert told.code == 125
        assert told.line == f"uid {NOBODY} may not see closed/f: permission denied"
    assert here.ask(file("secret", f"sha256={'0' * 64}"), user=NOBODY).code == 125
    assert here.ask(file("secret", "exists,mode=600"), user=NOBODY).code == 0
    assert here.ask(observe("secret"), user=NOBODY).code == 125
    assert here.ask(observe("."), user=NOBODY).code == 125
    assert here.ask(observe(".")).code == 0


@pytest.mark.parametrize("path", ["/proc/1/stat", "/dev", "/sys/./kernel", "/.bisectbuild/x"])
def test_what_the_builder_lays_over_a_layer_cannot_be_tested(path: str, here: Box) -> None:
    """It says nothing of the layer."""
    told = here.ask(file(path, "exists"))

    assert told.code == 125
    assert "the builder's own" in told.line


def test_a_relative_path_is_not_searched_for_elsewhere(here: Box) -> None:
    """A CDPATH of the layer's is nothing to us."""
    here.write("other/sub/x")
    here.write("sub/y")

    told = [here.ask(observe("sub"), env={"CDPATH": place}).line for place in ("", "other")]

    assert told[0] == told[1]


CHANGES: dict[str, Callable[[Path], object]] = {
    "contents": lambda folder: (folder / "d/f").write_text("y"),
    "mode": lambda folder: (folder / "d/f").chmod(0o600),
    "a new file": lambda folder: (folder / "d/new").touch(),
    "a lost file": lambda folder: (folder / "d/f").unlink(),
    "a link that leads elsewhere": lambda folder: _relink(folder / "d/link", "g"),
    "a file that became a folder": lambda folder: _folder(folder / "d/f"),
    "another name": lambda folder: (folder / "d/f").rename(folder / "d/F"),
}


def _relink(link: Path, target: str) -> None:
    link.unlink()
    link.symlink_to(target)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.fixture
def tree(here: Box) -> Box:
    """Give a box with a small tree `d`, and a link to it."""
    here.write("d/f", "x")
    here.write("d/deep er/it's\nodd", "x")
    (here.folder / "d/link").symlink_to("f")
    (here.folder / "to").symlink_to("d")
    return here


@pytest.mark.parametrize("path", ["d", "to", "d/"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_anywhere_below_a_folder_is_seen(change: str, path: str, tree: Box) -> None:
    """Through a link too."""
    question = changed(path, tree.ask(observe(path)).line)
    same = tree.ask(question)
    CHANGES[change](tree.folder)

    assert same.code == 0
    assert same.line.startswith(f"{path} is as it was: ")
    assert tree.ask(question).code == 1


def test_times_are_no_change(tree: Box) -> None:
    """A file that was written again with the same contents is the same."""
    question = changed("d", tree.ask(observe("d")).line)
    os.utime(tree.folder / "d/f", (1, 1))
    (tree.folder / "d/passing").touch()
    (tree.folder / "d/passing").unlink()

    assert tree.ask(question).code == 0


def test_a_file_that_comes_and_one_that_goes_have_changed(here: Box) -> None:
    """Both ways, with what was seen before and now."""
    nothing = changed("f", here.ask(observe("f")).line)
    assert here.ask(nothing).code == 0
    here.write("f", "x")
    something = changed("f", here.ask(observe("f")).line)

    came = here.ask(nothing)
    (here.folder / "f").unlink()
    gone = here.ask(something)

    assert came.code == gone.code == 1
    assert came.line.startswith("f was: nothing there; is: regular file, mode 644")
    assert gone.line.endswith("is: nothing there")


def test_a_link_that_leads_elsewhere_to_the_same_has_changed(here: Box) -> None:
    """The link itself is what was asked about."""
    here.write("a", "x")
    here.write("b", "x")
    (here.folder / "link").symlink_to("a")
    question = changed("link", here.ask(observe("link")).line)
    _relink(here.folder / "link", "b")

    assert here.ask(question).code == 1


def test_fingerprints_that_differ_behind_the_cut_are_told_apart(here: Box) -> None:
    """A long target of a link is cut in what is said, not in what is compared."""
    (here.folder / "link").symlink_to("a" * 250 + "b")
    question = changed("link", here.ask(observe("link")).line)
    _relink(here.folder / "link", "a" * 250 + "c")

    assert here.ask(question).code == 1


def test_other_conditions_hold_beside_a_comparison(here: Box) -> None:
    """What is as it was may still have the wrong mode."""
    here.write("f", "x", 0o644)
    reference = here.ask(observe("f")).line

    assert here.ask(changed("f", reference, "changed,mode=644")).code == 0
    assert here.ask(changed("f", reference, "changed,mode=600")).code == 1


@pytest.mark.parametrize(
    "words",
    ["", "there", "mode=", "mode=8", "mode=77777", "sha256=abc", "owner= ", "absent,mode=644"],
)
def test_what_is_no_condition_is_refused_with_those_there_are(words: str) -> None:
    """Before anything is built."""
    with pytest.raises(UsageError) as refused:
        file("/f", words)
    assert "owner=USER[:GROUP]" in refused.value.hint


def test_conditions_are_parted_by_commas_and_blanks() -> None:
    """As one text or as several words."""
    assert parse_conditions("exists, mode=644 owner=app") == ("exists", "mode=644", "owner=app")
    assert parse_conditions(("exists", "mode=644,exists")) == ("exists", "mode=644")
    assert is_of_change("mode=644,changed")
    assert not is_of_change("exists")


def test_a_path_that_no_file_can_have_is_refused() -> None:
    """Nor is a comparison without a first state possible."""
    for path in ("", "a\0b"):
        with pytest.raises(UsageError):
            file(path, "exists")
    with pytest.raises(UsageError):
        file("/f", "changed")
    with pytest.raises(UsageError):
        changed("/f", "what somebody else printed")
