"""Build contexts in bundles: what is carried, what is left out, what is refused."""

from __future__ import annotations

import errno
import io
import os
import tarfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bisectbuild.bundle import context
from bisectbuild.bundle.context import Rules, lay_out, portable
from bisectbuild.bundle.tar import END, Entry, Kind, head, padding
from bisectbuild.errors import BundleError, UnreadableError


def _tar(*members: tarfile.TarInfo) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for member in members:
            tar.addfile(member, io.BytesIO(b"x" * member.size))
    return buffer.getvalue()


def _member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname, member.mode, member.mtime = kind, target, 0o4751, 1000.5
    member.size = 3 if kind == tarfile.REGTYPE else 0
    return member


def _ours(*given: Entry) -> bytes:
    return b"".join(head(entry) + b"x" * entry.size + padding(entry.size) for entry in given) + END


def test_files_folders_and_links_come_through(tmp_path: Path) -> None:
    """With their permissions and times; names may be long, and no text at all."""
    long = "/".join(["d" * 60] * 4)
    odd = "caf\u00e9-\udcff"
    left_out: list[str] = []
    saved = _tar(
        _member("./a"),
        _member("dir/", tarfile.DIRTYPE),
        _member("dir/link", tarfile.SYMTYPE, "../a"),
        _member("dir/hard", tarfile.LNKTYPE, "./a"),
        _member("dir/long", tarfile.SYMTYPE, long),
        _member(f"{long}/file"),
        _member(odd),
    )
    lay_out(portable([saved], left_out.append), tmp_path / "out")
    out = tmp_path / "out"
    assert left_out == []
    assert (out / long / "file").read_text() == (out / odd).read_text() == "xxx"
    assert (out / "dir" / "link").readlink() == Path("../a")
    assert (out / "dir" / "hard").samefile(out / "a")
    assert (out / "a").stat().st_mode & 0o7777 == 0o751
    assert (out / "a").stat().st_mtime == (out / "dir").stat().st_mtime == 1000


@pytest.mark.parametrize(
    "member",
    [
        _member("pipe", tarfile.FIFOTYPE),
        _member("device", tarfile.CHRTYPE),
        _member("absolute", tarfile.SYMTYPE, "/etc/passwd"),
        _member("climbs", tarfile.SYMTYPE, "../x"),
        _member("down-and-up", tarfile.SYMTYPE, "a/../../x"),
        _member("hard", tarfile.LNKTYPE, "../x"),
        _member("../out"),
        _member("a/../../out"),
        _member("a"),
    ],
    ids=lambda member: member.name,
)
def test_what_cannot_be_laid_out_elsewhere_is_left_out_and_told(
    member: tarfile.TarInfo, tmp_path: Path
) -> None:
    """The rest of the context still is of use."""
    left_out: list[str] = []
    lay_out(portable([_tar(_member("a"), member)], left_out.append), tmp_path / "out")
    assert left_out == [member.name]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a"]


def test_what_is_no_tar_is_told() -> None:
    """As a context that cannot be read."""
    with pytest.raises(UnreadableError, match="cannot be packed"):
        list(portable([b"x" * 1024], lambda _: None))


HOSTILE = {
    "climbs": [Entry(name="../evil", size=1)],
    "climbs from within": [Entry(name="a/../../evil", size=1)],
    "absolute": [Entry(name="/tmp/evil", size=1)],
    "empty": [Entry(name="", size=1)],
    "the folder itself": [Entry(name=".", kind=Kind.FOLDER)],
    "twice": [Entry(name="a"), Entry(name="a")],
    "a file and a folder": [Entry(name="a"), Entry(name="a", kind=Kind.FOLDER)],
    "a folder and a file": [Entry(name="a", kind=Kind.FOLDER), Entry(name="a")],
    "below a file": [Entry(name="a"), Entry(name="a/b")],
    "below a link": [
        Entry(name="d", kind=Kind.FOLDER),
        Entry(name="a", kind=Kind.LINK, target="d"),
        Entry(name="a/evil"),
    ],
    "over a link": [Entry(name="a", kind=Kind.LINK, target="b"), Entry(name="a", size=1)],
    "link out": [Entry(name="a", kind=Kind.LINK, target="../evil")],
    "link to nothing": [Entry(name="a", kind=Kind.LINK, target="")],
    "absolute link": [Entry(name="a", kind=Kind.LINK, target="/etc")],
    "link led astray": [
        Entry(name="d/e/up", kind=Kind.LINK, target=".."),
        Entry(name="a", kind=Kind.LINK, target="d/e/up/../../evil"),
    ],
    "hard link out": [Entry(name="a", kind=Kind.HARD_LINK, target="../evil")],
    "hard link to a link": [
        Entry(name="l", kind=Kind.LINK, target="b"),
        Entry(name="a", kind=Kind.HARD_LINK, target="l"),
    ],
    "no name": [Entry(name="a\0b", size=1)],
    "a link with a content": [Entry(name="a", kind=Kind.LINK, target="b", size=1)],
    "deep": [Entry(name="a/" * 101 + "b")],
    "long": [Entry(name="a" * 256)],
    "very long": [Entry(name="/".join(["a" * 250] * 17))],
    "of no time that there is": [Entry(name="a", mtime=2**80)],
    "a folder of no such time": [Entry(name="a", kind=Kind.FOLDER, mtime=2**63)],
    "less than nothing": [Entry(name="a", size=-1)],
    "a long name and less than nothing": [Entry(name="a" * 200, size=-1)],
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("given", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_context_is_refused(given: list[Entry], tmp_path: Path) -> None:
    """And nothing comes to lie outside."""
    (tmp_path / "in").mkdir()
    with pytest.raises(BundleError):
        lay_out([_ours(*given)], tmp_path / "in" / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["out"]


@pytest.mark.parametrize("kind", [tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, b"S", b"L"])
def test_special_files_are_refused(kind: bytes, tmp_path: Path) -> None:
    """Bundles know files, folders and links, and nothing else."""
    with pytest.raises(BundleError):
        lay_out([_tar(_member("a", kind))], tmp_path / "out")


def test_a_file_of_the_latest_time_comes_through(tmp_path: Path) -> None:
    """What `portable` writes, however odd, is taken."""
    odd = _member("a")
    odd.mtime = 2**60
    lay_out(portable([_tar(odd)], lambda _: None), tmp_path / "out")
    assert (tmp_path / "out" / "a").stat().st_mtime > 2**30


def test_a_few_names_do_not_make_folders_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that are only passed through count as those that are named."""
    monkeypatch.setattr(context, "_MOST_ENTRIES", 100)
    deep = [Entry(name=f"{at}/" * 60 + "b") for at in range(9)]
    with pytest.raises(BundleError, match="too many files"):
        lay_out([_ours(*deep)], tmp_path / "out")
    assert len([*(tmp_path / "out").rglob("*")]) < 200


_PARTS = st.sampled_from(["a", "b", "..", ".", "c", ""])
_PATHS = st.lists(_PARTS, min_size=1, max_size=5).map("/".join)
_ENTRIES = st.builds(
    Entry, name=_PATHS, kind=st.sampled_from(Kind), target=st.one_of(_PATHS, st.just("/etc"))
)


def _is_loop(place: Path) -> bool:
    try:
        place.stat()
    except OSError as error:
        return error.errno == errno.ELOOP
    return False


@settings(deadline=None)
@given(st.lists(_ENTRIES, max_size=12))
def test_no_context_ever_leads_outside(
    tmp_path_factory: pytest.TempPathFactory, given: list[Entry]
) -> None:
    """Whatever its links are, and whatever lies on the way of them."""
    top = tmp_path_factory.mktemp("law")
    root = top / "in" / "out"
    root.parent.mkdir()
    rules = Rules()
    lay_out([_ours(*(entry for entry in given if not rules.refusal(entry)))], root)
    assert [path.name for path in top.iterdir()] == ["in"]
    assert [path.name for path in root.parent.iterdir()] == ["out"]
    for place in root.rglob("*"):
        if _is_loop(place):  # It leads nowhere, and `realpath` makes something of it.
            continue
        assert Path(os.path.realpath(place)).is_relative_to(os.path.realpath(root))
