"""Unpacking: what was packed comes back, and nothing else ever does."""

from __future__ import annotations

import hashlib
import io
import json
import random
import sys
import tarfile
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bisectbuild.bundle.how import read_how
from bisectbuild.bundle.layout import (
    read_descriptor,
    read_manifest,
    write_json,
)
from bisectbuild.bundle.load import load_stream
from bisectbuild.bundle.pack import pack
from bisectbuild.bundle.read import read_bundle
from bisectbuild.bundle.tar import END, Entry, Kind, head, padding
from bisectbuild.bundle.unpack import unpack
from bisectbuild.errors import BundleError, ExitCode
from tests.support.bundles import (
    AFTER_IMAGE,
    BEFORE_IMAGE,
    CONTEXT,
    HOW,
    LIMIT,
    digest,
    layout,
    packed,
    parts,
)

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_BLOBS = "blobs/sha256/"
Parts = dict[str, bytes]


def test_what_was_packed_comes_back(tmp_path: Path) -> None:
    """Its papers as files, and how the build was."""
    done = packed(tmp_path / "a")
    found = unpack(tmp_path / "a", tmp_path / "out", limit=LIMIT)
    assert found.postmortem.read_bytes() == b'{"schema": 1}'
    assert found.dockerfile.read_bytes() == b"FROM x\nRUN false\n"
    assert found.log.read_bytes() == b"#1 one\n#2 two\n"
    assert found.context
    assert (found.context / "src" / "app.py").read_bytes() == CONTEXT["src/app.py"]
    assert found.listing is None
    how = found.bundle.how
    assert (how.flags, how.line, how.context) == (HOW.flags, HOW.line, "whole")
    assert {name: image.manifest.digest for name, image in found.bundle.images.items()} == (
        done.states
    )


def test_the_list_of_a_context_comes_back(tmp_path: Path) -> None:
    """Where the context was too large, or was not to be in it."""
    packed(tmp_path / "a", context=None, listing=("a", "odd-\udcff"))
    found = unpack(tmp_path / "a", tmp_path / "out", limit=LIMIT)
    assert found.context is None
    assert found.listing
    assert found.listing.read_bytes() == b"a\nodd-\xff\n"


def test_a_bundle_without_states_and_context_comes_back(tmp_path: Path) -> None:
    """As much as there is."""
    pack([], parts(states={}, context=None, log=()), tmp_path / "a", limit=LIMIT)
    found = unpack(tmp_path / "a", tmp_path / "out", limit=LIMIT)
    assert (found.context, found.listing, found.bundle.images) == (None, None, {})
    assert found.log.read_bytes() == b""


def test_an_engine_is_given_what_it_saved(tmp_path: Path) -> None:
    """The layers as they were, each once, and a configuration whose checksum is the id."""
    packed(tmp_path / "a")
    bundle = read_bundle(tmp_path / "a", LIMIT)
    data = b"".join(load_stream(bundle, {"before": "x/y:1", "after": "x/y:2"}))
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        names = tar.getnames()
        assert len(names) == len({*names}) == 4 + 2 + 1

        def content(name: str) -> bytes:
            file = tar.extractfile(name)
            assert file
            return file.read()

        before, after = json.loads(content("manifest.json"))
        assert (before["RepoTags"], after["RepoTags"]) == (["x/y:1"], ["x/y:2"])
        for told, made in ((before, BEFORE_IMAGE), (after, AFTER_IMAGE)):
            assert tuple(map(content, told["Layers"])) == made.layers
        assert digest(content(after["Config"])) == bundle.images["after"].id


def _snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _try(bundle: Path, into: Path) -> dict[str, bytes]:
    """Do all that is done with a bundle; give what came of it."""
    found = unpack(bundle, into, limit=LIMIT)
    names = {state: f"x:{state}" for state in found.bundle.images}
    return {**_snapshot(into), "//": b"".join(load_stream(found.bundle, names))}


def _altered(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    what = chance.randrange(5)
    if what == 0:
        return data[:at]
    if what == 1:
        return data[:at] + chance.randbytes(chance.choice([1, 512])) + data[at:]
    if what == 2:
        return data[:at] + data[at + chance.choice([1, 512]) :]
    if what == 3:
        return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def test_a_bundle_altered_anywhere_is_refused_or_harmless(tmp_path: Path) -> None:
    """At 400 random places: bits, bytes and blocks changed, put in, left out, cut off."""
    packed(tmp_path / "a")
    data = (tmp_path / "a").read_bytes()
    wanted = _try(tmp_path / "a", tmp_path / "wanted")
    chance = random.Random(6)
    refused = 0
    for number in range(400):
        home = tmp_path / str(number)
        home.mkdir()
        altered = _altered(data, chance)
        (home / "a").write_bytes(altered)
        try:
            assert _try(home / "a", home / "out") == wanted
        except BundleError:
            refused += 1
            assert not (home / "out").exists()
        assert {path.name for path in home.iterdir()} <= {"a", "out"}
    assert refused > 390  # All but the changes that change nothing.


def _outer(entries: list[tuple[Entry, bytes]]) -> bytes:
    return b"".join(head(e) + data + padding(len(data)) for e, data in entries) + END


def _opened(path: Path) -> list[tuple[Entry, bytes]]:
    found = []
    with tarfile.open(path) as tar:
        for member in tar.getmembers():
            file = tar.extractfile(member)
            assert file
            found.append((Entry(name=member.name, size=member.size), file.read()))
    return found


_STRANGE = {
    "climbing": Entry(name="../evil", size=1),
    "absolute": Entry(name="/tmp/evil-of-a-bundle", size=1),
    "a link": Entry(name=_BLOBS + "0" * 64, kind=Kind.LINK, target="/etc/passwd"),
    "a hard link": Entry(name=_BLOBS + "0" * 64, kind=Kind.HARD_LINK, target="/etc/passwd"),
    "a folder": Entry(name="blobs", kind=Kind.FOLDER),
    "another name": Entry(name="x", size=1),
    "another checksum": Entry(name=_BLOBS + "0" * 64, size=1),
    "too large": Entry(name=_BLOBS + "0" * 64, size=2**40),
    "a stray": Entry(name=_BLOBS + hashlib.sha256(b"x").hexdigest(), size=1),
    "a bit": Entry(name=_BLOBS + hashlib.sha256(b"x").hexdigest(), size=1, mode=0o4755),
}


@pytest.mark.parametrize("entry", _STRANGE.values(), ids=_STRANGE)
@pytest.mark.parametrize("at", [0, 3, -1, 99])
def test_an_entry_that_pack_does_not_write_is_refused(
    entry: Entry, at: int, tmp_path: Path
) -> None:
    """Wherever it is, and before anything is written."""
    packed(tmp_path / "a")
    entries = _opened(tmp_path / "a")
    entries.insert(at, (entry, b"x" if entry.size else b""))
    (tmp_path / "b").write_bytes(_outer(entries))
    _refused(tmp_path)


@pytest.mark.parametrize("kind", [tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE])
def test_a_special_file_is_refused(kind: bytes, tmp_path: Path) -> None:
    """Also in a file that other tools wrote."""
    with tarfile.open(tmp_path / "b", "w") as tar:
        entry = tarfile.TarInfo("oci-layout")
        entry.type = kind
        tar.addfile(entry)
    _refused(tmp_path)


@pytest.mark.parametrize("name", ["oci-layout", "index.json", _BLOBS])
def test_a_part_that_is_there_twice_is_refused(name: str, tmp_path: Path) -> None:
    """No tool may see another one than we do."""
    packed(tmp_path / "a")
    entries = _opened(tmp_path / "a")
    twice = next(entry for entry in entries if entry[0].name.startswith(name))
    (tmp_path / "b").write_bytes(_outer([*entries, twice]))
    _refused(tmp_path)


@pytest.mark.parametrize("data", [b"", b"x", bytes(512), bytes(1024), b"\x1f\x8b" * 600], ids=len)
def test_what_is_no_bundle_is_refused(data: bytes, tmp_path: Path) -> None:
    """With the name of the file."""
    (tmp_path / "b").write_bytes(data)
    _refused(tmp_path)


def test_many_small_parts_are_refused(tmp_path: Path) -> None:
    """Their number is bounded before they are looked at."""
    many = [b"%d" % number for number in range(2100)]
    named = [(Entry(name=_BLOBS + hashlib.sha256(d).hexdigest(), size=len(d)), d) for d in many]
    packed(tmp_path / "a")
    entries = _opened(tmp_path / "a")
    (tmp_path / "b").write_bytes(_outer([entries[0], *named, *entries[1:]]))
    assert "too many parts" in _refused(tmp_path).message


def _refused(tmp_path: Path, limit: int = LIMIT) -> BundleError:
    with pytest.raises(BundleError) as refused:
        unpack(tmp_path / "b", tmp_path / "out", limit=limit)
    assert str(tmp_path / "b") in refused.value.message
    assert refused.value.exit_code is ExitCode.BAD_FILE
    assert refused.value.hint
    assert not (tmp_path / "out").exists()
    assert {path.name for path in tmp_path.iterdir()} <= {"a", "b"}
    return refused.value


def _forged(path: Path, change: Callable[[dict[str, Any]], None], kind: str) -> None:
    """Change a document of a bundle, with all checksums made good: a maker who means ill.

    `kind` names it: `how`, `papers` (the manifest), `index`, `image` or `config` (of `before`).
    """
    blobs = {entry.name.removeprefix(_BLOBS): data for entry, data in _opened(path)}
    index = json.loads(blobs.pop("index.json"))
    layout_file = blobs.pop("oci-layout")

    def put(old: dict[str, Any], document: Any) -> None:  # noqa: ANN401 - JSON
        data = write_json(document)
        blobs.pop(old["digest"].removeprefix("sha256:"), None)
        blobs[hashlib.sha256(data).hexdigest()] = data
        old["digest"], old["size"] = digest(data), len(data)

    def get(descriptor: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(blobs[descriptor["digest"].removeprefix("sha256:")])
        return found

    papers = get(index["manifests"][0])
    how = get(papers["config"])
    image = get(index["manifests"][2])
    config = get(image["config"])
    chain = {"how": how, "papers": papers, "index": index, "image": image, "config": config}
    if kind != "index":
        change(chain[kind])
    if kind == "config":
        put(image["config"], config)
    if kind in {"config", "image"}:
        put(index["manifests"][2], image)
        how["states"]["before"] = index["manifests"][2]["digest"]
    if kind in {"config", "image", "how"}:
        put(papers["config"], how)
    put(index["manifests"][0], papers)
    if kind == "index":
        change(index)
    written = [(Entry(name=_BLOBS + name, size=len(data)), data) for name, data in blobs.items()]
    data = write_json(index)
    (path.parent / "b").write_bytes(
        _outer(
            [
                (Entry(name="oci-layout", size=len(layout_file)), layout_file),
                *written,
                (Entry(name="index.json", size=len(data)), data),
            ]
        )
    )


def test_a_forged_bundle_that_is_whole_is_taken(tmp_path: Path) -> None:
    """So that the refusals below are for what they say."""
    packed(tmp_path / "a")
    for kind in ("how", "papers", "image", "config", "index"):
        _forged(tmp_path / "a", lambda _: None, kind)
        unpack(tmp_path / "b", tmp_path / f"out-{kind}", limit=LIMIT)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("how", lambda how: how.update(schema=2, more="x")),
        (
            "index",
            lambda index: index["manifests"][0].update(
                artifactType="application/vnd.bisectbuild.bundle.v2"
            ),
        ),
    ],
    ids=["schema", "type"],
)
def test_a_newer_schema_says_to_update(
    kind: str, change: Callable[[dict[str, Any]], None], tmp_path: Path
) -> None:
    """Rather than that something is misread."""
    packed(tmp_path / "a")
    _forged(tmp_path / "a", change, kind)
    refused = _refused(tmp_path)
    assert "newer bisectbuild" in refused.message
    assert "Update" in refused.hint


def _first_layer(size: str) -> Callable[[dict[str, Any]], None]:
    return lambda image: image["layers"][0]["annotations"].update({"bisectbuild.size": size})


_FORGED: dict[str, tuple[str, Callable[[dict[str, Any]], object]]] = {
    "older schema": ("how", lambda how: how.update(schema=0)),
    "another field": ("how", lambda how: how.update(more=1)),
    "a missing field": ("how", lambda how: how.pop("flags")),
    "a state that is not there": ("how", lambda how: how["states"].update(x=digest(b""))),
    "a state's name": ("how", lambda how: how["states"].update({"../x": digest(b"")})),
    "a negative line": ("how", lambda how: how.update(line=-1)),
    "a flag with NUL": ("how", lambda how: how["flags"].append("--build-arg=A=\0")),
    "a flag of no character": ("how", lambda how: how["flags"].append("--platform=\ud800")),
    "a target with NUL": ("how", lambda how: how.update(target="app\0")),
    "a builder of no character": ("how", lambda how: how.update(builder="\udfff")),
    "a name with NUL": ("how", lambda how: how.update(left_out=["a\0b"])),
    "another artefact": ("index", lambda i: i["manifests"][0].update(artifactType="x")),
    "no manifests": ("index", lambda index: index.update(manifests=[])),
    "more in the index": ("index", lambda index: index.update(annotations={"a": "b"})),
    "a paper twice": ("papers", lambda papers: papers["layers"].append(papers["layers"][0])),
    "a paper missing": ("papers", lambda papers: papers["layers"].pop(0)),
    "another paper": ("papers", lambda p: p["layers"][0]["annotations"].clear()),
    "another type": ("papers", lambda papers: papers["layers"][0].update(mediaType="x")),
    "no size": ("papers", lambda p: p["layers"][2]["annotations"].pop("bisectbuild.size")),
    "a layer too few": ("image", lambda image: image["layers"].pop()),
    "a layer of gzip": ("image", lambda image: image["layers"][0].update(mediaType="x+gzip")),
    "a layer of no size": ("image", lambda image: image["layers"][0].pop("annotations")),
    "a layer too large": ("image", _first_layer("999999999999")),
    "a size that is none": ("image", _first_layer("-1")),
    "a climbing checksum": (
        "config",
        lambda config: config["rootfs"].update(diff_ids=["sha256:../../evil"] * 3),
    ),
    "no layers": ("config", lambda config: config.pop("rootfs")),
}


@pytest.mark.parametrize(("kind", "change"), _FORGED.values(), ids=_FORGED)
def test_a_bundle_whose_maker_means_ill_is_refused(
    kind: str, change: Callable[[dict[str, Any]], None], tmp_path: Path
) -> None:
    """All its checksums are good; what it says is not."""
    packed(tmp_path / "a")
    _forged(tmp_path / "a", change, kind)
    _refused(tmp_path)


def test_words_that_are_not_utf_8_come_back(tmp_path: Path) -> None:
    """A command line can have them, unlike what is no byte at all."""
    packed(tmp_path / "a", how=replace(HOW, flags=("--build-arg=A=\udcff",)))
    assert read_bundle(tmp_path / "a", LIMIT).how.flags == ("--build-arg=A=\udcff",)


@pytest.mark.parametrize("size", ["10", "266239", "266241"])
def test_a_layer_of_another_size_ends_the_loading(size: str, tmp_path: Path) -> None:
    """A bomb gives no more than it says, and what it says is bounded."""
    packed(tmp_path / "a")
    _forged(tmp_path / "a", _first_layer(size), "image")
    bundle = read_bundle(tmp_path / "b", LIMIT)
    stream = load_stream(bundle, {"before": "x:1"})
    given: list[bytes] = []
    with pytest.raises(BundleError, match="expands to"):
        given.extend(stream)
    assert len(b"".join(given)) <= 512 + int(size)


def test_a_layer_that_is_another_ends_the_loading(tmp_path: Path) -> None:
    """Its image's configuration says which one it is."""
    packed(tmp_path / "a")
    _forged(
        tmp_path / "a",
        lambda config: config["rootfs"]["diff_ids"].__setitem__(0, digest(b"another")),
        "config",
    )
    bundle = read_bundle(tmp_path / "b", LIMIT)
    with pytest.raises(BundleError, match="is not what its image says"):
        list(load_stream(bundle, {"before": "x:1"}))


def test_a_bomb_in_the_log_is_refused(tmp_path: Path) -> None:
    """It says that it is small."""
    packed(tmp_path / "a", log=[bytes(8_000_000)])
    _forged(
        tmp_path / "a",
        lambda papers: papers["layers"][2]["annotations"].update({"bisectbuild.size": "100"}),
        "papers",
    )
    with pytest.raises(BundleError, match="expands to more than it says"):
        unpack(tmp_path / "b", tmp_path / "out", limit=LIMIT)
    assert sum(path.stat().st_size for path in (tmp_path / "out").iterdir()) < 1000


def test_a_bundle_that_expands_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    """Before anything is expanded; one larger than the limit before it is read."""
    packed(tmp_path / "a")
    (tmp_path / "a").rename(tmp_path / "b")
    assert "would expand to" in _refused(tmp_path, limit=100_000).message
    assert "larger than the limit" in _refused(tmp_path, limit=1000).message


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """By its name."""
    assert "No such file" in _refused(tmp_path).message


def test_a_folder_that_is_there_is_not_written_to(tmp_path: Path) -> None:
    """Nothing of it is mixed with what a bundle brings."""
    packed(tmp_path / "a")
    (tmp_path / "out").mkdir()
    with pytest.raises(BundleError, match="File exists"):
        unpack(tmp_path / "a", tmp_path / "out", limit=LIMIT)
    assert not [*(tmp_path / "out").iterdir()]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


def _places(value: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401 - JSON
    """Give every place in a document: what it is in, and its key there."""
    if isinstance(value, dict):
        keys: list[Any] = [*value]
    else:
        keys = [*range(len(value))] if isinstance(value, list) else []
    return [place for key in keys for place in [(value, key), *_places(value[key])]]


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(["how", "papers", "image", "config", "index"]), st.data())
def test_wrong_types_anywhere_are_refused_or_harmless(
    tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject
) -> None:
    """Some value of some document is another one; all checksums are good."""
    home = tmp_path_factory.mktemp("law")
    packed(home / "a")

    def change(document: dict[str, Any]) -> None:
        inside, key = data.draw(st.sampled_from(_places(document)))
        inside[key] = data.draw(_JSON)

    _forged(home / "a", change, kind)
    with suppress(BundleError):
        _try(home / "b", home / "out")
    assert {path.name for path in home.iterdir()} <= {"a", "b", "out"}


@settings(deadline=None)
@given(_JSON)
def test_any_json_in_the_place_of_a_document_is_refused(value: Any) -> None:  # noqa: ANN401 - JSON
    """With the one error that says so."""
    for reader in (read_how, read_manifest, read_descriptor):
        with pytest.raises(BundleError):
            reader(value if reader is read_descriptor else write_json(value))


def test_a_frame_that_wants_much_memory_is_refused(tmp_path: Path) -> None:
    """The window that a frame asks for is bounded: 8 MiB."""
    options: dict[int, int] = {zstd.CompressionParameter.window_log: 27}
    compressor = zstd.ZstdCompressor(options=options)
    packed(tmp_path / "a", layout(BEFORE_IMAGE, AFTER_IMAGE))
    greedy = compressor.compress(b"x" * 100) + compressor.flush()

    def change(papers: dict[str, Any]) -> None:
        papers["layers"][2]["annotations"]["bisectbuild.size"] = "100"
        papers["layers"][2].update(digest=digest(greedy), size=len(greedy))

    _forged(tmp_path / "a", change, "papers")
    entries = [entry for entry in _opened(tmp_path / "b") if entry[1][:4] != b"\x28\xb5\x2f\xfd"]
    others = [entry for entry in _opened(tmp_path / "a") if entry[1][:4] == b"\x28\xb5\x2f\xfd"]
    name = _BLOBS + hashlib.sha256(greedy).hexdigest()
    entries[1:1] = [*others[1:], (Entry(name=name, size=len(greedy)), greedy)]
    (tmp_path / "b").write_bytes(_outer(entries))
    with pytest.raises(BundleError, match="memory"):
        unpack(tmp_path / "b", tmp_path / "out", limit=LIMIT)
