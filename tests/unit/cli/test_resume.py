"""`bisectbuild resume`: what it takes, and how much of it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bisectbuild.cli import resuming
from bisectbuild.cli.resume import command
from bisectbuild.cli.resuming import Left, Wish
from bisectbuild.errors import BundleError, UnreadableError, UsageError
from tests.support.bundles import HOW, packed

if TYPE_CHECKING:
    from pathlib import Path


def _typed(*words: str) -> None:
    command.main([*words], standalone_mode=False)


@pytest.mark.parametrize(
    ("words", "limit"), [((), None), (("--limit", "2G"), 2 * 1024**3), (("--limit=500",), 500)]
)
def test_the_limit_is_a_size_as_ci_reads_it(
    words: tuple[str, ...], limit: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it each part has its own."""
    wishes: list[Wish] = []
    monkeypatch.setattr(resuming, "resume", lambda _, wish: wishes.append(wish))

    _typed("a", *words)

    assert [wish.limit for wish in wishes] == [limit]


def test_a_limit_that_is_no_size_is_refused() -> None:
    """By the name of the option."""
    with pytest.raises(UsageError, match="--limit much"):
        _typed("a", "--limit=much")


def test_a_bundle_over_the_limit_is_refused(tmp_path: Path) -> None:
    """Before anything of it is used."""
    packed(tmp_path / "a")

    with pytest.raises(BundleError, match="limit of 10 bytes"):
        _typed(str(tmp_path / "a"), "--limit=10")


def test_an_unpacked_artefact_is_refused(tmp_path: Path) -> None:
    """Its note would take a key of this machine, and run beside its network."""
    words = ["docker", "build", "--secret", "id=k,src=key", "--network=host", "."]
    note = {"words": words, "logs": [str(tmp_path / "log")], "images": {}}
    (tmp_path / "left.json").write_text(json.dumps(note))

    with pytest.raises(UnreadableError, match="is a folder, and a bundle is one file"):
        _typed(str(tmp_path))


@pytest.mark.parametrize(
    ("named", "taken"), [("legacy", "legacy"), ("buildkit", "buildkit"), ("my-remote", "auto")]
)
def test_a_bundle_names_a_kind_of_builder_and_none_of_this_machine(
    named: str, taken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger's would have the build go to a builder of this person's."""
    packed(tmp_path / "a", how=replace(HOW, builder=named))
    left: list[Left] = []
    monkeypatch.setattr(resuming, "go_on", lambda it, _: left.append(it))

    _typed(str(tmp_path / "a"))

    assert [it.build.builder for it in left] == [taken]
