"""A file that gets its name once it is whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bisectbuild.bundle.nameless import Nameless, refuse_folder
from bisectbuild.bundle.writer import Writer
from bisectbuild.errors import BundleError

KILLED = """
import os, signal, sys
from pathlib import Path
from bisectbuild.bundle.nameless import Nameless
file = Nameless(Path(sys.argv[1]), 4096)
file.file.write(b"x" * 100000)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(params=["hidden", "named"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Have it with and without what not every file system can."""
    if request.param == "named":
        monkeypatch.delattr(os, "O_TMPFILE")
    return str(request.param)


def test_it_takes_the_place_of_an_older_file_at_its_end(kind: str, tmp_path: Path) -> None:
    """Until then the older one is there; afterwards nothing else."""
    out = tmp_path / "out"
    out.write_bytes(b"old")
    file = Nameless(out, 4096)
    file.file.write(b"new" * 5000)
    file.file.flush()
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == (["out"] if kind == "hidden" else ["out", "out.part"])
    assert out.read_bytes() == b"old"

    file.name()
    file.drop()

    assert out.read_bytes() == b"new" * 5000
    assert list(tmp_path.iterdir()) == [out]
    assert out.stat().st_mode & 0o777 == 0o666 & ~_umask()


@pytest.mark.usefixtures("kind")
def test_what_is_dropped_leaves_nothing(tmp_path: Path) -> None:
    """Nor does it follow a link that a stranger put in its way."""
    (tmp_path / "precious").write_text("mine")
    (tmp_path / "out.part").symlink_to(tmp_path / "precious")

    file = Nameless(tmp_path / "out", 4096)
    file.file.write(b"x")
    file.drop()

    assert [path.name for path in tmp_path.iterdir()] == ["precious"]
    assert (tmp_path / "precious").read_text() == "mine"


def test_a_killed_process_leaves_nothing(tmp_path: Path) -> None:
    """Where the file system can keep a file without a name."""
    probe = Nameless(tmp_path / "probe", 4096)
    hidden = list(tmp_path.iterdir()) == []
    probe.drop()
    if not hidden:
        pytest.skip("this file system gives every file a name")

    done = subprocess.run((sys.executable, "-c", KILLED, str(tmp_path / "out")), check=False)

    assert done.returncode == -signal.SIGKILL
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [".", "/", "..", "a/..", "there", "link"])
def test_a_bundle_is_no_folder(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told with advice, and before anything is written."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to("there")

    with pytest.raises(BundleError, match="that is a folder") as refused:
        Writer(Path(name), 4096)

    assert "Give a file's name: --bundle " in refused.value.hint
    assert not list((tmp_path / "there").iterdir())
    assert {path.name for path in tmp_path.iterdir()} == {"there", "link"}


@pytest.mark.parametrize("name", ["new", "old", "there/new", "gone/new", "old/new", "x" * 300])
def test_what_is_no_folder_may_be_a_bundle(name: str, tmp_path: Path) -> None:
    """Whether it can be written is found out by writing."""
    (tmp_path / "there").mkdir()
    (tmp_path / "old").touch()

    refuse_folder(tmp_path / name)


def _umask() -> int:
    old = os.umask(0)
    os.umask(old)
    return old
