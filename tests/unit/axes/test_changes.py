"""What changed between two contexts, and contexts with some of it done."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from bisectbuild.axes.changes import (
    Change,
    Kind,
    applied,
    as_git_keeps_modes,
    changes,
)
from bisectbuild.axes.files import copy, entries, lay_out, remove
from bisectbuild.context.ignore import Ignore, parse_ignore

_NAMES = st.sampled_from("a b c".split())
_PATHS = st.lists(_NAMES, min_size=1, max_size=3).map("/".join)
_THINGS = st.one_of(
    st.tuples(st.just("file"), st.sampled_from(("", "1", "2")), st.sampled_from((0o644, 0o755))),
    st.tuples(st.just("link"), st.sampled_from(("a", "./a")), st.just(0)),
    st.tuples(st.just("folder"), st.just(""), st.sampled_from((0o755, 0o700, 0o555))),
)
_TREES = st.dictionaries(_PATHS, _THINGS, max_size=8)
Tree = dict[str, tuple[str, str, int]]


def _make(folder: Path, tree: Tree) -> None:
    """Make a tree; what lies below a file or a link is left out."""
    folder.mkdir()
    for path, (kind, text, mode) in sorted(tree.items()):
        place = folder / path
        if any(part.is_symlink() or part.is_file() for part in place.parents):
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        if kind == "folder":
            place.mkdir()
        elif kind == "link":
            place.symlink_to(text)
        else:
            place.write_text(text)
            place.chmod(mode)
    for path, (kind, _, mode) in tree.items():
        if kind == "folder" and (folder / path).is_dir() and not (folder / path).is_symlink():
            (folder / path).chmod(mode | 0o700)


def _seen(folder: Path) -> dict[str, tuple[int, bytes]]:
    found = {}
    for path, entry in entries(folder, Ignore()).items():
        content = entry.source.read_bytes() if stat.S_ISREG(entry.mode) else entry.target.encode()
        found[path] = (entry.mode, content)
    return found


@settings(max_examples=60, deadline=None)
@given(_TREES, _TREES, st.data())
def test_all_changes_give_the_new_context_and_none_the_old_one(
    old: Tree, new: Tree, data: st.DataObject
) -> None:
    """Any part of them can be laid out; neither of the two folders is touched by it."""
    with TemporaryDirectory() as home:
        top = Path(home)
        _make(top / "old", old)
        _make(top / "new", new)
        before = _seen(top / "old"), _seen(top / "new")
        listed_old, listed_new = (entries(top / name, Ignore()) for name in ("old", "new"))
        found = changes(listed_old, listed_new)
        some = tuple(change for change in found if data.draw(st.booleans()))
        for name in ("copied-old", "copied-new"):
            (top / name).mkdir()
        copies = copy(listed_old, top / "copied-old"), copy(listed_new, top / "copied-new")

        for number, done in enumerate(((), found, some)):
            tree = top / f"tree-{number}"
            tree.mkdir()
            listed = applied(*copies, done)
            lay_out(listed, tree)
            if done is not some or done == found:
                assert _seen(tree) == before[number == 1 or done == found]
            remove(tree, listed)
            assert not tree.exists()

        assert (_seen(top / "old"), _seen(top / "new")) == before
        assert bool(found) == (before[0] != before[1])


def test_each_kind_of_difference_has_its_name(tmp_path: Path) -> None:
    """Of a folder that comes or goes only what is in it is told; times do not count."""
    old: Tree = {
        "gone": ("file", "1", 0o644),
        "same": ("file", "1", 0o644),
        "text": ("file", "1", 0o644),
        "mode": ("file", "1", 0o644),
        "link": ("link", "a", 0),
        "kind/a": ("file", "1", 0o644),
        "was/a": ("file", "1", 0o644),
        "empty": ("folder", "", 0o755),
    }
    new: Tree = {
        "same": ("file", "1", 0o644),
        "text": ("file", "2", 0o644),
        "mode": ("file", "1", 0o755),
        "link": ("link", "./a", 0),
        "kind": ("file", "1", 0o644),
        "come/b": ("file", "1", 0o644),
        "hollow": ("folder", "", 0o755),
    }
    _make(tmp_path / "old", old)
    _make(tmp_path / "new", new)
    os.utime(tmp_path / "old" / "same", (1, 1))

    found = changes(*(entries(tmp_path / name, Ignore()) for name in ("old", "new")))

    assert {change.path: change.kind for change in found} == {
        "gone": Kind.REMOVED,
        "text": Kind.CONTENT,
        "mode": Kind.MODE,
        "link": Kind.TARGET,
        "kind": Kind.REPLACED,
        "was/a": Kind.REMOVED,
        "come/b": Kind.ADDED,
        "empty": Kind.REMOVED,
        "hollow": Kind.ADDED,
    }


def test_ignored_files_are_no_changes(tmp_path: Path) -> None:
    """But what a later pattern takes back is, and can be laid out in its ignored folder."""
    _make(tmp_path / "old", {"log/a": ("file", "1", 0o644)})
    _make(tmp_path / "new", {"log/a": ("file", "2", 0o644), "log/b": ("file", "2", 0o644)})
    ignore = parse_ignore(b"log\n!log/b\n")
    old, new = (entries(tmp_path / name, ignore) for name in ("old", "new"))
    (tmp_path / "tree").mkdir()

    found = changes(old, new)
    lay_out(applied(old, new, found), tmp_path / "tree")

    assert found == (Change(path="log/b", kind=Kind.ADDED),)
    assert (tmp_path / "tree" / "log" / "b").read_text() == "2"
    assert not (tmp_path / "tree" / "log" / "a").exists()


def test_of_modes_only_what_git_keeps_counts_beside_a_checkout(tmp_path: Path) -> None:
    """Other bits come from the umask of whoever checked it out."""
    _make(tmp_path / "old", {"a": ("file", "1", 0o600), "b": ("file", "1", 0o755)})
    _make(tmp_path / "new", {"a": ("file", "1", 0o644), "b": ("file", "1", 0o644)})
    old, new = (entries(tmp_path / name, Ignore()) for name in ("old", "new"))

    found = changes(as_git_keeps_modes(old, new), new)

    assert found == (Change(path="b", kind=Kind.MODE),)


def test_a_file_under_two_names_stays_one(tmp_path: Path) -> None:
    """The copies are one file too, but not the person's."""
    _make(tmp_path / "old", {"a": ("file", "1", 0o644)})
    os.link(tmp_path / "old" / "a", tmp_path / "old" / "b")
    (tmp_path / "copies").mkdir()
    (tmp_path / "tree").mkdir()

    listed = copy(entries(tmp_path / "old", Ignore()), tmp_path / "copies")
    lay_out(applied(listed, listed, ()), tmp_path / "tree")

    numbers = {(tmp_path / "tree" / name).stat().st_ino for name in "ab"}
    assert len(numbers) == 1
    assert (tmp_path / "old" / "a").stat().st_ino not in numbers
    assert (tmp_path / "old" / "a").stat().st_nlink == 2
