"""Where the Dockerfile of a build lies."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

import pytest

from bisectbuild.builder import BuildRequest
from bisectbuild.engines.buildkit_files import build_files
from bisectbuild.errors import EngineError


def _request(path: Path | None, data: bytes) -> BuildRequest:
    return BuildRequest(
        dockerfile=data,
        dockerfile_path=path,
        context=".",
        context_is_remote=False,
        target=None,
        flags=(),
        labels=(),
        load=False,
    )


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """Give a person's Dockerfile with an ignore file of its own."""
    path = tmp_path / "web.Dockerfile"
    path.write_bytes(b"FROM a\n")
    (tmp_path / "web.Dockerfile.dockerignore").write_text("*.md\n")
    return path


def test_an_unchanged_file_is_built_where_it_lies(theirs: Path) -> None:
    """Nothing is copied."""
    with build_files(_request(theirs, b"FROM a\n")) as files:
        assert files.dockerfile == theirs


def test_a_rewritten_file_keeps_its_name_and_its_ignore_file(theirs: Path) -> None:
    """The builder prints the name, and finds the ignore file by it."""
    with build_files(_request(theirs, b"FROM b\n")) as files:
        ours = files.dockerfile
        assert ours is not None
        assert ours.name == theirs.name
        assert ours.read_bytes() == b"FROM b\n"
        assert ours.with_name("web.Dockerfile.dockerignore").read_text() == "*.md\n"
        assert theirs.parent not in ours.parents


def test_a_file_named_like_the_image_id_does_no_harm(tmp_path: Path) -> None:
    """Any name is possible."""
    with build_files(_request(tmp_path / "iid", b"FROM a\n")) as files:
        assert files.dockerfile != files.image_id
        assert not files.image_id.exists()


def test_a_file_from_standard_input_is_called_dockerfile() -> None:
    """As the client calls it."""
    with build_files(_request(None, b"FROM a\n")) as files:
        assert files.dockerfile is not None
        assert files.dockerfile.name == "Dockerfile"


def test_without_a_text_the_builder_looks_for_the_file() -> None:
    """In a remote context."""
    with build_files(_request(None, b"")) as files:
        assert files.dockerfile is None


def test_nothing_is_left_behind(theirs: Path) -> None:
    """Not even after an exception."""
    folders: list[Path] = []

    def fail() -> None:
        with build_files(_request(theirs, b"FROM b\n")) as files:
            folders.append(files.image_id.parent)
            raise KeyError

    with pytest.raises(KeyError):
        fail()

    assert not folders[0].exists()


def test_a_full_disk_is_told_with_advice(theirs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where files are written, not only where the folder is made."""

    def full(_path: Path, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    before = set(Path(tempfile.gettempdir()).glob("bisectbuild-*"))

    with pytest.raises(EngineError, match="No space left") as caught:
        build_files(_request(theirs, b"FROM b\n")).__enter__()

    assert "TMPDIR" in caught.value.hint
    assert not [
        folder
        for folder in set(Path(tempfile.gettempdir()).glob("bisectbuild-*")) - before
        if (folder / "file" / theirs.name).exists()
    ]
