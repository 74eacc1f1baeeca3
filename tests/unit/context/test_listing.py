"""Which files are in a build context."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from bisectbuild.context.archive import seen_tar
from bisectbuild.context.ignore import parse_ignore
from bisectbuild.context.listing import walk
from bisectbuild.errors import UnreadableError


def _context(folder: Path) -> Path:
    for name in ("b", "a/x", "a/y", "logs/keep", "logs/drop", ".dockerignore"):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
    return folder


def test_everything_comes_in_the_order_of_the_names_bytes(tmp_path: Path) -> None:
    """A folder comes before what is in it."""
    found = [path for path, _ in walk(_context(tmp_path), parse_ignore(b""))]

    assert found == [
        ".dockerignore",
        "a",
        "a/x",
        "a/y",
        "b",
        "logs",
        "logs/drop",
        "logs/keep",
    ]


def test_what_is_ignored_is_left_out_and_what_is_taken_back_comes(tmp_path: Path) -> None:
    """The ignored folder itself does not come."""
    ignore = parse_ignore(b"logs\n!logs/keep\n.dockerignore\na/x\n")

    found = [path for path, _ in walk(_context(tmp_path), ignore)]

    assert found == ["a", "a/y", "b", "logs/keep"]


def test_a_file_may_be_asked_for_although_it_is_ignored(tmp_path: Path) -> None:
    """The daemon wants the ignore file whatever it says of itself."""
    ignore = parse_ignore(b"*")

    found = [path for path, _ in walk(_context(tmp_path), ignore, always=frozenset({"b"}))]

    assert found == ["b"]


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    """With what to do about it."""
    with pytest.raises(UnreadableError, match="missing is part of the build context") as raised:
        list(walk(tmp_path / "missing", parse_ignore(b"")))

    assert "missing" in raised.value.hint


def test_the_tar_of_what_a_builder_has_leaves_out_the_ignore_file_too(tmp_path: Path) -> None:
    """The daemon removes it where it is ignored; otherwise it is a file as any other."""
    data = b"".join(seen_tar(_context(tmp_path), parse_ignore(b".dockerignore\nlogs\n")))

    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        assert tar.getnames() == ["a", "a/x", "a/y", "b"]
