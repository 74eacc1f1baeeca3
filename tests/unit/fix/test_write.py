"""Writing a proposed Dockerfile."""

from __future__ import annotations

from pathlib import Path

import pytest

from bisectbuild.errors import FileFormatError, UsageError
from bisectbuild.fix import Proposal, apply

PROPOSAL = Proposal(data=b"FROM y\n", diff="", why="")


def test_the_file_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    """Nothing else is left in the folder."""
    path = tmp_path / "Dockerfile"
    path.write_bytes(b"FROM x\n")
    path.chmod(0o640)

    apply(path, PROPOSAL, b"FROM x\n")

    assert path.read_bytes() == PROPOSAL.data
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    """The file that it leads to is written."""
    path, link = tmp_path / "real", tmp_path / "Dockerfile"
    path.write_bytes(b"FROM x\n")
    link.symlink_to(path.name)

    apply(link, PROPOSAL, b"FROM x\n")

    assert link.is_symlink()
    assert path.read_bytes() == PROPOSAL.data


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """The person is told to read it anew."""
    path = tmp_path / "Dockerfile"
    path.write_bytes(b"FROM z\n")

    with pytest.raises(UsageError, match="changed") as raised:
        apply(path, PROPOSAL, b"FROM x\n")

    assert "retry" in raised.value.hint
    assert path.read_bytes() == b"FROM z\n"


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    """It is not made anew."""
    with pytest.raises(FileFormatError, match="cannot be written"):
        apply(tmp_path / "Dockerfile", PROPOSAL, b"FROM x\n")
    assert list(tmp_path.iterdir()) == []
