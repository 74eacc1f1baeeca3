"""Bundles through registries: one in this process that does what we say, and Debian's own."""

from __future__ import annotations

import json
import random
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest

from bisectbuild.bundle.read import read_bundle
from bisectbuild.engines.oci import pull, push
from bisectbuild.errors import BundleError, UsageError
from tests.support.bundles import LIMIT, packed
from tests.support.registry_server import (
    LOGIN,
    PASSWORD,
    Store,
    docker_config,
    real_registry,
    registry_program,
    serving,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def _served(
    folder: Path, store: Store, password: str = PASSWORD
) -> Iterator[tuple[str, dict[str, str]]]:
    """Serve a store; give the reference and an environment with a login."""
    with serving(store) as host:
        yield f"oci://{host}/team/app:42", docker_config(folder / "config", host, password)


@pytest.mark.parametrize("kind", ["plain", "basic", "token"])
def test_a_bundle_goes_there_and_comes_back(kind: str, tmp_path: Path) -> None:
    """Whatever way the registry wants to be told who asks; by its tag and by its checksum."""
    packed(tmp_path / "a")
    with _served(tmp_path, Store(kind=kind)) as (reference, env):
        digest = push(tmp_path / "a", reference, env, limit=LIMIT)
        by_digest = f"{reference.removesuffix(':42')}@{digest}"
        for number, name in enumerate((reference, by_digest)):
            out = pull(name, tmp_path / f"b{number}", env, limit=LIMIT)
            came, went = read_bundle(out, LIMIT), read_bundle(tmp_path / "a", LIMIT)
            assert (came.how, came.images) == (went.how, went.images)
            assert came.scanned.index == went.scanned.index


def test_what_is_there_is_not_sent_again(tmp_path: Path) -> None:
    """A second bundle sends the one paper that differs."""
    packed(tmp_path / "a")
    store = Store()
    with _served(tmp_path, store) as (reference, env):
        push(tmp_path / "a", reference, env, limit=LIMIT)
        store.asked.clear()
        packed(tmp_path / "b", dockerfile=b"FROM another\n")
        push(tmp_path / "b", reference, env, limit=LIMIT)
        assert sum(method == "POST" for method, _, _ in store.asked) == 1


@pytest.mark.parametrize("kind", ["basic", "token"])
def test_a_refused_login_is_told_without_it(kind: str, tmp_path: Path) -> None:
    """Nothing of the password is in what is said."""
    packed(tmp_path / "a")
    with _served(tmp_path, Store(kind=kind), "wrong-word") as (reference, env):
        with pytest.raises(UsageError, match="answered 401") as refused:
            push(tmp_path / "a", reference, env, limit=LIMIT)
        with pytest.raises(UsageError, match="answered 401"):
            pull(reference, tmp_path / "b", env, limit=LIMIT)
    assert "wrong-word" not in str(refused.value) + refused.value.hint
    assert "docker login" in refused.value.hint
    assert not (tmp_path / "b").exists()


def test_another_host_is_not_told_the_login(tmp_path: Path) -> None:
    """Registries keep blobs elsewhere, and lead there."""
    packed(tmp_path / "a")
    store = Store(kind="basic")
    elsewhere = Store(blobs=store.blobs)
    with serving(elsewhere) as other, _served(tmp_path, store) as (reference, env):
        push(tmp_path / "a", reference, env, limit=LIMIT)
        store.elsewhere = f"http://{other}"
        pull(reference, tmp_path / "b", env, limit=LIMIT)
    assert elsewhere.asked
    assert {given for _, _, given in elsewhere.asked} == {""}
    assert LOGIN in {given for _, _, given in store.asked}
    assert read_bundle(tmp_path / "b", LIMIT).how == read_bundle(tmp_path / "a", LIMIT).how


@pytest.mark.parametrize("where", ["http://registry.invalid/x", "ftp://127.0.0.1", "file:///etc"])
def test_an_unsafe_place_is_not_followed(where: str, tmp_path: Path) -> None:
    """In the open a blob could be read, and more be learnt, by anyone."""
    packed(tmp_path / "a")
    store = Store()
    with _served(tmp_path, store) as (reference, env):
        push(tmp_path / "a", reference, env, limit=LIMIT)
        store.elsewhere = where
        with pytest.raises(UsageError, match="unsafe place"):
            pull(reference, tmp_path / "b", env, limit=LIMIT)


def test_a_ring_of_redirects_ends(tmp_path: Path) -> None:
    """A registry may lead on for a while, not for ever."""
    packed(tmp_path / "a")
    store = Store()
    with _served(tmp_path, store) as (reference, env):
        push(tmp_path / "a", reference, env, limit=LIMIT)
        store.elsewhere = "http://" + reference.split("/")[2]
        with pytest.raises(UsageError, match="on and on"):
            pull(reference, tmp_path / "b", env, limit=LIMIT)


@pytest.mark.parametrize("longer", [b"", b"x", bytes(5_000_000)], ids=["other", "longer", "bomb"])
def test_what_does_not_have_its_checksum_is_refused(longer: bytes, tmp_path: Path) -> None:
    """Every blob and every manifest, one after the other; nothing is left."""
    packed(tmp_path / "a")
    store = Store()
    with _served(tmp_path, store) as (reference, env):
        digest = push(tmp_path / "a", reference, env, limit=LIMIT)
        everything = {**store.blobs, **store.manifests}
        for name in everything.keys() - {"42", digest}:
            good = everything[name]
            store.broken = {name: (good or b"x")[:-1] + (longer and good[-1:] + longer)}
            with pytest.raises(BundleError):
                pull(reference, tmp_path / "b", env, limit=LIMIT)
            assert not [path for path in tmp_path.iterdir() if path.name.startswith("b")]


@pytest.mark.parametrize(
    "index",
    [
        b"",
        b"{}",
        b"[]",
        b'{"manifests": 7}',
        b'{"manifests": [{}]}',
        json.dumps({"manifests": [{"digest": "../../x", "size": 1, "mediaType": ""}]}).encode(),
        bytes(5_000_000),
    ],
    ids=["empty", "object", "list", "number", "nothing", "climbing", "large"],
)
def test_an_index_that_is_none_is_refused(index: bytes, tmp_path: Path) -> None:
    """There may be something else under that tag."""
    store = Store(manifests={"42": index})
    with _served(tmp_path, store) as (reference, env), pytest.raises(BundleError):
        pull(reference, tmp_path / "b", env, limit=LIMIT)


def test_another_index_than_was_asked_for_is_refused(tmp_path: Path) -> None:
    """A checksum names one bundle only."""
    packed(tmp_path / "a")
    store = Store()
    with _served(tmp_path, store) as (reference, env):
        digest = push(tmp_path / "a", reference, env, limit=LIMIT)
        store.manifests[digest] += b" "
        with pytest.raises(BundleError, match="checksum that was asked for"):
            pull(f"{reference.removesuffix(':42')}@{digest}", tmp_path / "b", env, limit=LIMIT)


def test_a_bundle_over_the_limit_is_not_fetched(tmp_path: Path) -> None:
    """It is known before any of it is on the disk, and told with what `resume` has."""
    packed(tmp_path / "a")
    store, size = Store(), (tmp_path / "a").stat().st_size
    with _served(tmp_path, store) as (reference, env):
        push(tmp_path / "a", reference, env, limit=LIMIT)
        store.asked.clear()
        for limit in (5000, size - 1):
            with pytest.raises(BundleError, match=f"limit of {limit:,} bytes") as refused:
                pull(reference, tmp_path / "b", env, limit=limit)
            assert "bisectbuild resume --limit 1G BUNDLE" in refused.value.hint
        assert not [path for _, path, _ in store.asked if "/blobs/" in path]
        assert {path.name for path in tmp_path.iterdir()} == {"a", "config"}
        assert pull(reference, tmp_path / "b", env, limit=size).stat().st_size == size


class _Once(dict[str, bytes]):
    """What is given once in place of what is there."""

    def get(self, name: str, default: bytes | None = None) -> bytes | None:  # type: ignore[override]
        """Give it, and forget it."""
        return self.pop(name, default)


def test_a_registry_that_tells_another_size_when_asked_again_is_told_the_same(
    tmp_path: Path,
) -> None:
    """The limit holds for what comes."""
    packed(tmp_path / "a", log=(random.Random(1).randbytes(100_000),))
    packed(tmp_path / "small")
    large, small = (read_bundle(tmp_path / name, LIMIT) for name in ("a", "small"))
    lie = {large.artefact.digest: small.scanned.document(small.artefact)}
    store = Store(broken=_Once())
    with _served(tmp_path, store) as (reference, env):
        push(tmp_path / "a", reference, env, limit=LIMIT)
        store.broken.update(lie)
        with pytest.raises(BundleError, match="limit of") as refused:
            pull(reference, tmp_path / "b", env, limit=large.size - 1)
    assert "bisectbuild resume --limit 1G BUNDLE" in refused.value.hint
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(
    "reference", ["oci://", "oci://host/repo", "host/repo:tag", "oci://host/repo:", "oci://h/r@sha"]
)
def test_a_reference_is_written_in_one_way(reference: str, tmp_path: Path) -> None:
    """And the refusal shows it."""
    with pytest.raises(UsageError, match="oci://REGISTRY/REPOSITORY:TAG"):
        pull(reference, tmp_path / "b", {}, limit=LIMIT)


def test_a_registry_that_does_not_answer_is_told(tmp_path: Path) -> None:
    """By its name."""
    with pytest.raises(UsageError, match=r"127\.0\.0\.1:1 .*ConnectionError"):
        pull("oci://127.0.0.1:1/team/app:42", tmp_path / "b", {"HOME": str(tmp_path)}, limit=LIMIT)


def test_a_registry_with_a_password_keeps_a_bundle(tmp_path: Path) -> None:
    """Debian's docker-registry; without the password it gives and takes nothing."""
    program = registry_program()
    if program is None:
        pytest.skip("docker-registry is neither unpacked nor installed")
    packed(tmp_path / "a")
    with ExitStack() as stack:
        host = stack.enter_context(real_registry(tmp_path / "registry", program))
        reference = f"oci://{host}/team/app:42"
        env = docker_config(tmp_path / "config", host)
        stranger = docker_config(tmp_path / "other", host, "wrong-word")
        with pytest.raises(UsageError, match="answered 401"):
            push(tmp_path / "a", reference, stranger, limit=LIMIT)
        push(tmp_path / "a", reference, env, limit=LIMIT)
        push(tmp_path / "a", reference, env, limit=LIMIT)
        with pytest.raises(UsageError, match="answered 401"):
            pull(reference, tmp_path / "b", stranger, limit=LIMIT)
        with pytest.raises(UsageError, match="answered 404"):
            pull(f"{reference}3", tmp_path / "b", env, limit=LIMIT)
        pull(reference, tmp_path / "b", env, limit=LIMIT)
    index = read_bundle(tmp_path / "a", LIMIT).scanned.index
    assert read_bundle(tmp_path / "b", LIMIT).scanned.index == index
