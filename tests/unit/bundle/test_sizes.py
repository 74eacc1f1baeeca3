"""How much a bundle may unpack to: honest ones do, and one made of zeros does not."""

from __future__ import annotations

import shutil
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from bisectbuild.bundle.papers import CONTEXT, CONTEXT_LIST, DOCKERFILE, LOG, POSTMORTEM, Paper
from bisectbuild.bundle.read import Bundle, read_bundle
from bisectbuild.bundle.sizes import LARGEST, allow_more, refuse_full_disk, refuse_large
from bisectbuild.bundle.unpack import unpack
from bisectbuild.cli.ci import tee
from bisectbuild.errors import BundleError
from tests.support.bundles import packed

if TYPE_CHECKING:
    from pathlib import Path

_GIB = 1024**3


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    """Give a small bundle."""
    packed(tmp_path / "a")
    return read_bundle(tmp_path / "a", LARGEST)


def _saying(bundle: Bundle, paper: Paper, size: int) -> Bundle:
    """Give the bundle with a paper that says to be so large."""
    named = bundle.papers[paper.title]
    if named.expands_to is None:
        named = replace(named, piece=replace(named.piece, size=size))
    else:
        named = replace(named, expands_to=size)
    return replace(bundle, papers={**bundle.papers, paper.title: named})


@pytest.mark.parametrize("paper", [LOG, CONTEXT, POSTMORTEM, DOCKERFILE], ids=lambda p: p.file)
def test_a_paper_beyond_what_its_kind_has_is_refused(bundle: Bundle, paper: Paper) -> None:
    """Though all that it expands to were far below the limit of the whole."""
    refuse_large(_saying(bundle, paper, paper.most), None)
    with pytest.raises(BundleError, match=f"Its {paper.file} would be") as refused:
        refuse_large(_saying(bundle, paper, paper.most + 1), None)

    assert "bisectbuild resume --limit" in refused.value.hint


def test_what_a_person_allows_holds_for_each_part_and_for_all(bundle: Bundle) -> None:
    """With the limit that the refusal names, or more, or less."""
    large = _saying(bundle, CONTEXT, 5 * _GIB)
    with pytest.raises(BundleError) as refused:
        refuse_large(large, None)

    assert refused.value.hint == allow_more(5 * _GIB)
    assert "--limit 6G " in refused.value.hint
    refuse_large(large, 6 * _GIB)
    with pytest.raises(BundleError, match="would expand to"):
        refuse_large(large, 5 * _GIB)


def test_papers_that_are_not_compressed_count_too(bundle: Bundle) -> None:
    """They are written as the others are."""
    with pytest.raises(BundleError, match="would expand to"):
        refuse_large(_saying(bundle, POSTMORTEM, 2 * _GIB), _GIB)


def test_a_log_that_ci_kept_is_never_refused() -> None:
    """Both streams, three pieces each; nor is a context that it takes unasked."""
    pieces = tee._HEAD + 2 * tee._TAIL  # noqa: SLF001 - nobody else needs to know it

    assert 2 * pieces * 1.1 < LOG.most < 2 * _GIB
    assert CONTEXT.most >= 256 * 1024**2
    assert sum(p.most for p in (LOG, CONTEXT, CONTEXT_LIST, POSTMORTEM, DOCKERFILE)) < LARGEST


def test_a_log_of_zeros_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few bytes of a bundle are enough to fill a disk."""
    packed(tmp_path / "a", log=(bytes(1024**2) for _ in range(LOG.most // 1024**2 + 1)))
    monkeypatch.setattr("bisectbuild.bundle.unpack._write", pytest.fail)

    assert (tmp_path / "a").stat().st_size < 1024**2
    with pytest.raises(BundleError, match=r"Its build\.log would be"):
        unpack(tmp_path / "a", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_the_disk_has_no_room_for_is_refused(
    bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before it is full; nothing is written then."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10**6))
    refuse_full_disk(_saying(bundle, LOG, 900_000), tmp_path)
    with pytest.raises(BundleError, match="1,000,000 left") as refused:
        refuse_full_disk(_saying(bundle, LOG, 1_000_000), tmp_path)
    assert "TMPDIR" in refused.value.hint

    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10))
    with pytest.raises(BundleError, match="10 left"):
        unpack(tmp_path / "a", tmp_path / "out")
    assert not (tmp_path / "out").exists()
