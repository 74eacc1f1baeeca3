"""The tar of a context holds what a docker client would send, entry for entry."""

from __future__ import annotations

import contextlib
import io
import os
import socket
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bisectbuild.context.archive import stream_tar
from bisectbuild.context.client import TarManner
from bisectbuild.context.ignore import parse_ignore
from bisectbuild.errors import UnreadableError

PLAIN = TarManner()
BEFORE_23 = TarManner(type_bits=True, names=True)


def members(
    folder: Path,
    *,
    ignore: str = "",
    manner: TarManner = PLAIN,
    files: tuple[tuple[str, bytes], ...] = (),
) -> dict[str, tuple[tarfile.TarInfo, bytes, int]]:
    """Read the tar back: each entry with its content and the mode field as written."""
    raw = b"".join(stream_tar(folder, parse_ignore(ignore.encode()), manner, files))
    with tarfile.open(fileobj=io.BytesIO(raw)) as tar:
        return {
            entry.name: (
                entry,
                raw[entry.offset_data : entry.offset_data + entry.size],
                int(raw[entry.offset_data - 412 : entry.offset_data - 405], 8),
            )
            for entry in tar
        }


def test_names_come_in_the_order_of_their_bytes_each_folder_with_its_children(
    tmp_path: Path,
) -> None:
    """A folder's children follow it at once, before a sibling such as `a.txt`."""
    for name in ("b", "a/z", "a/A", "a.txt", "B"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)

    assert list(members(tmp_path)) == ["B", "a", "a/A", "a/z", "a.txt", "b"]


def test_owners_are_root_without_names_and_modes_are_kept(tmp_path: Path) -> None:
    """Clients of today write the permission bits alone, set-user-id included."""
    (tmp_path / "tool").write_text("x")
    (tmp_path / "tool").chmod(0o4755)

    entry, content, mode = members(tmp_path)["tool"]

    assert (entry.uid, entry.gid, entry.uname, entry.gname) == (0, 0, "", "")
    assert (mode, content) == (0o4755, b"x")


def test_clients_before_23_wrote_file_types_and_names(tmp_path: Path) -> None:
    """The daemon's checksum sees both."""
    (tmp_path / "d").mkdir(mode=0o755)
    (tmp_path / "f").write_text("")
    (tmp_path / "f").chmod(0o644)
    (tmp_path / "l").symlink_to("f")

    found = members(tmp_path, manner=BEFORE_23)

    modes = {name: mode for name, (_, _, mode) in found.items()}
    assert modes == {"d": 0o040755, "f": 0o100644, "l": 0o120777}
    assert found["f"][0].uname == (tmp_path / "f").owner()
    assert found["f"][0].gname == (tmp_path / "f").group()


def test_links_are_sent_as_links(tmp_path: Path) -> None:
    """Targets are kept letter for letter; a second name of a file points at the first."""
    (tmp_path / "a").write_text("content")
    os.link(tmp_path / "a", tmp_path / "b")
    (tmp_path / "c").symlink_to("./x/../a")
    (tmp_path / "d").symlink_to("/missing")

    found = {
        name: (entry.type, entry.linkname) for name, (entry, _, _) in members(tmp_path).items()
    }

    assert found == {
        "a": (tarfile.REGTYPE, ""),
        "b": (tarfile.LNKTYPE, "a"),
        "c": (tarfile.SYMTYPE, "./x/../a"),
        "d": (tarfile.SYMTYPE, "/missing"),
    }


def test_sockets_are_passed_over_and_pipes_are_not_read(tmp_path: Path) -> None:
    """A tar has no entry for a socket; a named pipe has one without content."""
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))

        found = members(tmp_path)

    assert {name: entry.type for name, (entry, _, _) in found.items()} == {"pipe": tarfile.FIFOTYPE}


def test_what_is_ignored_stays_out_and_the_ignore_file_travels(tmp_path: Path) -> None:
    """The daemon itself removes a .dockerignore that ignores itself."""
    for name in (".dockerignore", "keep/a", "drop/a", "drop/keep/b", "drop/keep/c.log"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")

    found = members(tmp_path, ignore=".dockerignore\ndrop\n!drop/keep\n*.log\n**/*.log\n")

    assert list(found) == [".dockerignore", "drop/keep", "drop/keep/b", "keep", "keep/a"]


def test_given_files_replace_those_of_the_directory(tmp_path: Path) -> None:
    """Each name stands in the tar once."""
    (tmp_path / "Dockerfile").write_text("old")

    found = members(tmp_path, files=(("Dockerfile", b"new"), ("x", b"more")))

    assert {name: content for name, (_, content, _) in found.items()} == {
        "Dockerfile": b"new",
        "x": b"more",
    }


def test_long_and_odd_names_arrive_whole(tmp_path: Path) -> None:
    """Names beyond 100 bytes, beyond ASCII, and names that are no UTF-8 at all."""
    odd = os.fsdecode(b"\xff\xfe")
    for name in ("n" * 200, "ü", odd):
        (tmp_path / name).write_text("x")

    assert set(members(tmp_path)) == {"n" * 200, "ü", odd}


def test_pieces_are_of_one_size_however_big_a_file_is(tmp_path: Path) -> None:
    """Memory use does not grow with the context; all that is read is passed on."""
    (tmp_path / "big").write_bytes(b"x" * 3_000_000)

    pieces = list(stream_tar(tmp_path, parse_ignore(b""), PLAIN, ()))

    assert max(len(piece) for piece in pieces) < 600_000
    assert sum(len(piece) for piece in pieces) % tarfile.BLOCKSIZE == 0
    assert sum(piece.count(b"x") for piece in pieces) == 3_000_000


def test_a_file_that_shrinks_while_it_is_read_is_told(tmp_path: Path) -> None:
    """Its header has promised more bytes by then."""
    path = tmp_path / "log"
    path.write_bytes(b"x" * 2_000_000)
    pieces: Iterator[bytes] = stream_tar(tmp_path, parse_ignore(b""), PLAIN, ())
    next(pieces)
    os.truncate(path, 10)

    with pytest.raises(UnreadableError, match="log shrank") as caught:
        list(pieces)

    assert "`log` to .dockerignore" in caught.value.hint


@contextlib.contextmanager
def a_person_without_rights() -> Iterator[None]:
    """Be nobody for a while where the tests run as root, for whom all is readable."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.mark.parametrize("name", ["secret", "folder"])
def test_what_cannot_be_read_is_named_with_advice(name: str) -> None:
    """A file or a folder without rights stops the build before it begins."""
    with tempfile.TemporaryDirectory() as made:
        context = Path(made)
        context.chmod(0o755)
        (context / "folder").mkdir()
        (context / "secret").write_text("x")
        (context / name).chmod(0)

        with a_person_without_rights(), pytest.raises(UnreadableError) as caught:
            list(stream_tar(context, parse_ignore(b""), PLAIN, ()))

    assert f"{context / name} is part of the build context" in caught.value.message
    assert f"`{name}` to .dockerignore" in caught.value.hint
