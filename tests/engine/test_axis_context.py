"""The axis of a context's files on real builds."""

from __future__ import annotations

import os
import secrets
import signal
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from bisectbuild.axes.changes import Change
from bisectbuild.axes.compared import Sight
from bisectbuild.axes.context import ContextResult, Result, search_context
from bisectbuild.axes.sides import two_sides
from bisectbuild.bisection.axis import Point
from bisectbuild.bisection.verdict import Answer
from bisectbuild.dockerfile.parse import parse
from bisectbuild.interrupt import handled
from bisectbuild.options import BuildOptions
from bisectbuild.probing.subject import Subject
from tests.support.asking import Asker
from tests.support.matrix import Engine
from tests.support.repositories import git_program, make_plan

pytestmark = pytest.mark.engine
_FILE = """FROM bisectbuild-test/busybox
WORKDIR /x
COPY . .
RUN sh ./check
"""
_CHECK = 'test "$(cat a b)" != 22 && test -x run && test -d empty && test -L link\n'


def _one_by_one(
    items: Sequence[Change], fails: Callable[[Sequence[Change]], bool]
) -> Sequence[Change]:
    kept = list(items)
    for item in items:
        rest = [each for each in kept if each != item]
        kept = rest if fails(tuple(rest)) else kept
    return tuple(kept)


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a good context."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return _make(tmp_path / "old", "1", secrets.token_hex(8))


@pytest.fixture
def new(old: Path, tmp_path: Path) -> Path:
    """Give a bad one: `a` and `b` make it bad together; `c` and `hidden` have changed as well."""
    return _make(tmp_path / "new", "2", (old / "nonce").read_text())


def _make(folder: Path, text: str, nonce: str) -> Path:
    folder.mkdir()
    files = dict.fromkeys(("a", "b", "c", "hidden"), text)
    files |= {"Dockerfile": _FILE, ".dockerignore": "hidden\n", "run": "", "nonce": nonce}
    for name, content in {**files, "check": _CHECK}.items():
        (folder / name).write_text(content, newline="")
    (folder / "run").chmod(0o755)
    (folder / "empty").mkdir()
    (folder / "link").symlink_to("./a")
    for name in ("a", "b", "c"):
        (folder / name).write_text(text)
        os.utime(folder / name, (1_000_000_000, 1_000_000_000))
    return folder


def _search(asker: Asker, old: Path, new: Path) -> ContextResult:
    options = BuildOptions(
        dockerfile=new / "Dockerfile", context=new, target=None, builder="auto", flags=()
    )
    data = (new / "Dockerfile").read_bytes()
    sight = Sight(
        buildkit=asker.engine.builder == "buildkit", client_version=asker.engine.client_version
    )

    def ask(part: Point, subject: AbstractContextManager[Subject]) -> Answer:
        del part
        with subject as built:
            return asker(built)

    with two_sides(str(old), options, parse(data), make_plan, git_program()) as sides:
        return search_context(sides, sight, ask, _one_by_one)


def test_the_files_that_are_bad_together_are_found(
    engine_builder: Engine, old: Path, new: Path
) -> None:
    """Their sizes and times are those of the good ones, and modes, links and folders are kept."""
    result = _search(Asker(engine_builder), old, new)

    assert result.result is Result.FOUND
    assert [change.path for change in result.files] == ["a", "b"]
    assert result.changed == 3


@pytest.mark.parametrize("what", ["mode", "link", "folder"])
def test_a_lost_mode_link_or_empty_folder_is_found(
    engine_builder: Engine, old: Path, new: Path, what: str
) -> None:
    """Each of them is a change of its own."""
    for name in ("a", "b"):
        (new / name).write_text("1")
    if what == "mode":
        (new / "run").chmod(0o644)
    elif what == "link":
        (new / "link").unlink()
        (new / "link").write_text("1")
    else:
        (new / "empty").rmdir()

    result = _search(Asker(engine_builder), old, new)

    assert [change.path for change in result.files] == [
        {"mode": "run", "link": "link", "folder": "empty"}[what]
    ]


def test_times_do_not_count_for_the_builders_cache(
    engine_builder: Engine, old: Path, new: Path
) -> None:
    """A search made again runs no step that the first one ran, though all copies are new."""
    asker = Asker(engine_builder)
    _search(asker, old, new)
    for path in new.iterdir():
        os.utime(path, follow_symlinks=False)
    done: list[int] = []
    asker.before = lambda: done.append(asker.done)

    again = _search(asker, old, new)

    assert [change.path for change in again.files] == ["a", "b"]
    good = [subject for subject, answer in asker.asked[-again.tests :] if answer.verdict == "good"]
    assert good
    assert done[1:] == [0] * (again.tests - 1)


def test_an_interrupted_search_leaves_both_folders_as_they_were(
    engine_builder: Engine, old: Path, new: Path, tmp_path: Path
) -> None:
    """Ctrl-C comes at the third build."""

    def state() -> dict[Path, tuple[int, int, int, int]]:
        infos = {path: path.lstat() for top in (old, new) for path in top.rglob("*")}
        return {p: (i.st_mode, i.st_size, i.st_mtime_ns, i.st_ctime_ns) for p, i in infos.items()}

    before = state()
    asker = Asker(engine_builder)

    def interrupt() -> None:
        if len(asker.asked) == 2:
            signal.raise_signal(signal.SIGINT)

    asker.before = interrupt
    with pytest.raises(KeyboardInterrupt), handled():
        _search(asker, old, new)

    assert len(asker.asked) == 2
    assert state() == before
    assert list((tmp_path / "temporary").iterdir()) == []
