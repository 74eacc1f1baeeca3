"""Tests for bisectbuild.cli.watching."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import watchfiles
from watchfiles import Change

from bisectbuild.cli import watching
from bisectbuild.cli.watching import changes
from bisectbuild.cli.written import written
from bisectbuild.errors import ExitCode
from bisectbuild.options import BuildOptions
from tests.support.fake_engine import FakeEngine, fake_engine

FLAGS = (
    "--output=out",
    "--output=type=tar,dest=all.tar",
    '--output="type=oci","dest=a,b.tar"',
    "--iidfile=iid",
    "--metadata-file=m.json",
    "--cache-to=type=local,dest=cache",
    "--cache-to=registry.example/cache",
)


@pytest.fixture
def made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., FakeEngine]:
    """Give the program over no engine."""
    return fake_engine(monkeypatch, tmp_path, capsys)


def _seen(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, flags: tuple[str, ...]) -> bool:
    """Tell whether a file that changes in the context is told of."""
    monkeypatch.chdir(folder)

    def watched(
        *_: Path, watch_filter: Callable[[Change, str], bool], **__: object
    ) -> Iterator[set[tuple[Change, str]]]:
        path = str(folder / name)
        if watch_filter(Change.added, path):
            yield {(Change.added, path)}

    monkeypatch.setattr(watchfiles, "watch", watched)
    options = BuildOptions(
        dockerfile=Path("Dockerfile"), context=Path(), target=None, builder="auto", flags=flags
    )
    return list(changes(Path("Dockerfile"), Path(), written(options, (Path("r.json"),)))) == [name]


@pytest.mark.parametrize(
    "name",
    [
        *("out", "out/bin/app", "all.tar", "a,b.tar", "iid", "m.json", ".tmp-m.json123"),
        *("cache/blobs/x", "r.json"),
    ],
)
def test_what_a_build_writes_itself_into_the_context_is_no_change(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each build would begin the next."""
    assert not _seen(name, tmp_path, monkeypatch, FLAGS)


@pytest.mark.parametrize("name", ["outer", "iid.txt", "src/out", ".tmp-other", "Dockerfile"])
def test_what_lies_beside_it_is_a_change(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the named places are left out."""
    assert _seen(name, tmp_path, monkeypatch, FLAGS)


def test_the_dockerfile_is_watched_wherever_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a build exports to its folder."""
    assert _seen("Dockerfile", tmp_path, monkeypatch, ("--output=.",))


def test_what_the_flags_of_the_build_name_is_left_out(
    made: Callable[..., FakeEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what our own flags do."""
    here = made("FROM base\n")
    told: list[Path] = []

    def nothing(_: Path, __: Path, ours: frozenset[Path]) -> Iterator[str]:
        told.extend(sorted(ours))
        return iter(())

    monkeypatch.setattr(watching, "changes", nothing)

    assert here.run("debug", "--watch", "--iidfile=iid", "--report=r.json") == ExitCode.HEALTHY
    assert told == [here.folder / "iid", here.folder / "r.json"]


def test_an_error_that_was_saved_while_watching_is_told_in_full(
    made: Callable[..., FakeEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line, the text and the advice, as at the start; then it goes on watching."""
    here = made("FROM base\nRUN one\n", "one")

    def saved(*_: object) -> Iterator[str]:
        (here.folder / "Dockerfile").write_text("FROM base\nRNU one\n")
        yield "Dockerfile"
        (here.folder / "Dockerfile").write_text("FROM base\nRUN other\n")
        yield "Dockerfile"

    monkeypatch.setattr(watching, "changes", saved)

    assert here.run("debug", "--watch") == ExitCode.HEALTHY
    at_start = here.err
    (here.folder / "Dockerfile").write_text("FROM base\nRNU one\n")
    assert here.run("debug") == ExitCode.UNREADABLE
    assert "Dockerfile:2" in here.err
    assert here.err in at_start
