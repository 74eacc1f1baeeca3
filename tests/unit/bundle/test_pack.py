"""Packing: both forms that engines save in, each layer once, no secrets, whole or not at all."""

from __future__ import annotations

import gzip
import json
import tarfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bisectbuild.bundle.pack import pack
from bisectbuild.bundle.zstd import compressed
from bisectbuild.errors import BundleError, EngineError
from tests.support.bundles import (
    AFTER_IMAGE,
    BASE,
    BEFORE_IMAGE,
    LIMIT,
    archive,
    image,
    layout,
    packed,
    parts,
    pieces,
    tar_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

BOTH = (BEFORE_IMAGE, AFTER_IMAGE)


@pytest.mark.parametrize(
    "saved",
    [
        archive(*BOTH),
        layout(*BOTH),
        layout(*BOTH, packed=gzip.compress),
        layout(*BOTH, packed=lambda layer: b"".join(compressed([layer]))),
        layout(*BOTH, packed=lambda layer: gzip.compress(layer[:512]) + gzip.compress(layer[512:])),
    ],
    ids=["archive", "layout", "gzip", "zstd", "members"],
)
def test_every_form_gives_the_same_bundle(saved: bytes, tmp_path: Path) -> None:
    """To the byte, with each layer in it once."""
    wanted = packed(tmp_path / "wanted")
    assert packed(tmp_path / "out", saved) == wanted
    assert (tmp_path / "out").read_bytes() == (tmp_path / "wanted").read_bytes()
    assert wanted.layers == 4
    assert wanted.size == (tmp_path / "out").stat().st_size


def test_any_tool_for_oci_can_look_into_it(tmp_path: Path) -> None:
    """The index leads to a manifest for each state, and to the papers under their names."""
    packed(tmp_path / "out")
    with tarfile.open(tmp_path / "out") as tar:

        def document(name: str) -> dict[str, Any]:
            content = tar.extractfile(name)
            assert content
            found: dict[str, Any] = json.load(content)
            return found

        def blob(digest: str) -> dict[str, Any]:
            return document(f"blobs/sha256/{digest.removeprefix('sha256:')}")

        assert tar.getnames()[0] == "oci-layout"
        papers, after, before = (m for m in document("index.json")["manifests"])
        assert papers["artifactType"] == "application/vnd.bisectbuild.bundle.v1"
        titles = {
            layer["annotations"]["org.opencontainers.image.title"]
            for layer in blob(papers["digest"])["layers"]
        }
        assert titles == {"postmortem.json", "Dockerfile", "build.log.zst", "context.tar.zst"}
        assert after["annotations"] == {"org.opencontainers.image.ref.name": "after"}
        config = blob(blob(before["digest"])["config"]["digest"])
        assert config["rootfs"] == json.loads(BEFORE_IMAGE.config)["rootfs"]
        assert {entry.mtime for entry in tar.getmembers()} == {0}


def test_secrets_of_an_images_configuration_are_masked(tmp_path: Path) -> None:
    """In its variables and its history; what else engines tell of the build is dropped."""
    made = image("x", BASE, env=("PATH=/bin", "PASSWORD=hush"))
    packed(tmp_path / "out", layout(made), states={"before": made.id})
    data = (tmp_path / "out").read_bytes()
    assert b"hush" not in data
    assert b"PASSWORD=***" in data
    assert b"PATH=/bin" in data


def test_a_state_may_be_missing(tmp_path: Path) -> None:
    """A build that failed at its very beginning has none."""
    done = pack([], parts(states={}), tmp_path / "out", limit=LIMIT)
    assert (done.layers, done.states) == (0, {})


@pytest.mark.parametrize("name", ["me/app:before", BEFORE_IMAGE.id])
def test_a_state_is_found_by_name_and_by_id(name: str, tmp_path: Path) -> None:
    """Whatever the engine was asked for."""
    done = packed(tmp_path / "out", archive(*BOTH), states={"before": name})
    assert [*done.states] == ["before"]


def test_over_the_limit_nothing_is_left(tmp_path: Path) -> None:
    """And the refusal says what can be done."""
    with pytest.raises(BundleError, match="limit of 9,000 bytes") as refused:
        pack(pieces(layout(*BOTH)), parts(), tmp_path / "out", limit=9000)
    assert "--no-context" in refused.value.hint
    assert not [*tmp_path.iterdir()]


def test_what_ends_the_stream_leaves_nothing(tmp_path: Path) -> None:
    """Nor is an older bundle of that name touched."""

    def broken() -> Iterator[bytes]:
        yield layout(*BOTH)[:5000]
        raise KeyboardInterrupt

    (tmp_path / "out").write_text("older")
    with pytest.raises(KeyboardInterrupt):
        pack(broken(), parts(), tmp_path / "out", limit=LIMIT)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["older"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:3000],
        lambda _: b"",
        lambda _: tar_of({"x": b"y"}),
        lambda _: tar_of({"manifest.json": b"{"}),
        lambda _: tar_of({"manifest.json": b"7"}),
        lambda _: tar_of({"manifest.json": b'[{"Config": "x.json"}]'}),
        lambda _: archive(replace(BEFORE_IMAGE, layers=BEFORE_IMAGE.layers[1:]), AFTER_IMAGE),
    ],
    ids=["cut", "empty", "other", "no JSON", "a number", "half", "a layer too few"],
)
def test_an_engine_that_does_not_save_all_is_told(
    spoil: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    """Rather than that half a state is packed."""
    with pytest.raises(EngineError):
        pack([spoil(archive(*BOTH))], parts(), tmp_path / "out", limit=LIMIT)
    assert not [*tmp_path.iterdir()]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """With the file that cannot be written."""
    with pytest.raises(BundleError, match=r"nowhere/out cannot be written: No such file"):
        packed(tmp_path / "nowhere" / "out")


def test_a_context_over_its_limit_leaves_its_list(tmp_path: Path) -> None:
    """So that one can see at least what was in it."""
    done = packed(tmp_path / "out", context_limit=1000, listing=("a", "b c"))
    assert done.context == "list"


def test_memory_and_disk_hold_no_more_than_needed(tmp_path: Path) -> None:
    """A layer goes through in pieces, and beside the bundle nothing is written."""
    layer = tar_of({"big": bytes(3_000_000)})
    made = image("x", layer)
    seen = []

    def watched() -> Iterator[bytes]:
        for piece in pieces(layout(made), 100_000):
            seen.append(sum(path.stat().st_size for path in tmp_path.iterdir()))
            yield piece

    given = parts(states={"before": made.id})
    done = pack(watched(), given, tmp_path / "out", limit=LIMIT)
    assert max(seen) <= done.size
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
