"""A failed build's states from one engine to another of another age, also through a registry."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bisectbuild.bundle.load import load_stream
from bisectbuild.bundle.pack import pack
from bisectbuild.bundle.unpack import unpack
from bisectbuild.engines.api import connect
from bisectbuild.engines.archive import load, save
from bisectbuild.engines.oci import pull, push
from bisectbuild.errors import BundleError, EngineError
from tests.support import matrix
from tests.support.bundles import parts
from tests.support.registry_server import docker_config, real_registry, registry_program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.matrix import Engine

pytestmark = pytest.mark.engine

LIMIT = 1 << 30
BEFORE = """FROM bisectbuild-test/busybox
ENV GREETING="it's a \\"good\\" day" TOKEN=hush
WORKDIR /srv/here
RUN echo {mark} >good && chown 1234:77 good && chmod 640 good && ln -s good link
RUN echo long >"/srv/a name that is $(printf '%0150d' 7) long"
USER 1234:77
"""
AFTER = BEFORE + "RUN echo left >/tmp/left; rm -f /tmp/none\n"
LOOK = 'id; pwd; echo "$GREETING $TOKEN"; cat good; stat -c "%a %u %g %N" good link; ls /srv; {}'


def _build(engine: Engine, folder: Path, name: str, dockerfile: str) -> str:
    folder.mkdir(exist_ok=True)
    (folder / "Dockerfile").write_text(dockerfile.format(mark=folder.parent.name))
    engine.docker("build", "--quiet", "--tag", name, str(folder))
    return name


@pytest.fixture
def states(engine: Engine, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Build both states on an engine."""
    names = {state: f"bisectbuild-test/bundle-{state}:1" for state in ("before", "after")}
    made = {
        "before": _build(engine, tmp_path / "x", names["before"], BEFORE),
        "after": _build(engine, tmp_path / "x", names["after"], AFTER),
    }
    yield made
    engine.docker("rmi", "--force", *made.values())


@pytest.fixture
def other(engine: Engine) -> Engine:
    """Give an engine of another age than the first one."""
    for name in matrix.MATRIX:
        found = matrix.load(name)
        if name != engine.name and isinstance(found, matrix.Engine):
            return found
    pytest.skip("there is only one engine")


def _pack(engine: Engine, states: dict[str, str], out: Path) -> Path:
    with closing(connect(engine.env)) as client:
        pack(save(client, states.values()), parts(states=states), out, limit=LIMIT)
    return out


def _looks_the_same(engine: Engine, other: Engine, states: dict[str, str], bundle: Path) -> None:
    found = unpack(bundle, bundle.with_name("out"), limit=LIMIT)
    names = {state: f"bisectbuild-test/came-{state}:1" for state in states}
    with closing(connect(other.env)) as client:
        load(client, load_stream(found.bundle, names))
    try:
        for state, name in names.items():
            look = LOOK.format("cat /tmp/left" if state == "after" else "ls /tmp")
            run = ("run", "--rm", "--network=none")
            wanted = engine.docker(*run, states[state], "sh", "-c", look)
            assert "hush" in wanted
            assert other.docker(*run, name, "sh", "-c", look) == wanted.replace("hush", "***")
            told = other.docker("image", "inspect", "--format={{.Id}}", name).strip()
            assert told == found.bundle.images[state].id
    finally:
        other.docker("rmi", "--force", *names.values())


@pytest.mark.two_engines
def test_a_bundle_of_one_engine_opens_on_another(
    engine: Engine, other: Engine, states: dict[str, str], tmp_path: Path
) -> None:
    """Same files, variables but for secrets, user and folder."""
    _looks_the_same(engine, other, states, _pack(engine, states, tmp_path / "bundle"))


@pytest.mark.two_engines
def test_a_bundle_goes_through_a_registry_with_a_password(
    engine: Engine, other: Engine, states: dict[str, str], tmp_path: Path
) -> None:
    """As a runner and a laptop do that share nothing else."""
    program = registry_program()
    if program is None:
        pytest.skip("docker-registry is neither unpacked nor installed")
    _pack(engine, states, tmp_path / "bundle")
    with real_registry(tmp_path / "registry", program) as host:
        env = docker_config(tmp_path / "config", host)
        reference = f"oci://{host}/team/failed:{engine.name}"
        push(tmp_path / "bundle", reference, env, limit=LIMIT)
        pull(reference, tmp_path / "came", env, limit=LIMIT)
    _looks_the_same(engine, other, states, tmp_path / "came")


def test_states_are_found_by_their_ids(
    engine: Engine, states: dict[str, str], tmp_path: Path
) -> None:
    """Images of ours mostly have no name."""
    ids = {
        state: engine.docker("image", "inspect", "--format={{.Id}}", name).strip()
        for state, name in states.items()
    }
    bundle = unpack(_pack(engine, ids, tmp_path / "a"), tmp_path / "out", limit=LIMIT).bundle
    assert {*bundle.images} == {"before", "after"}
    assert len(bundle.images["after"].layers) == len(bundle.images["before"].layers) + 1


def test_an_image_that_is_not_there_leaves_no_bundle(engine: Engine, tmp_path: Path) -> None:
    """And the daemon's own words are told."""
    with pytest.raises(EngineError, match=r"(?i)no such image|not exist|not found"):
        _pack(engine, {"before": "bisectbuild-test/nowhere:1"}, tmp_path / "a")
    assert not [*tmp_path.iterdir()]


def test_an_engine_loads_nothing_of_a_broken_stream(
    engine: Engine, states: dict[str, str], tmp_path: Path
) -> None:
    """A layer may turn out not to be what it should be when much has been sent."""
    bundle = unpack(_pack(engine, states, tmp_path / "a"), tmp_path / "out", limit=LIMIT).bundle
    name = "bisectbuild-test/broken:1"

    def broken() -> Iterator[bytes]:
        yield from [*load_stream(bundle, {"before": name})][:-3]
        raise BundleError("It was altered.")

    with closing(connect(engine.env)) as client, pytest.raises(BundleError, match="altered"):
        load(client, broken())
    assert name.split(":", maxsplit=1)[0] not in engine.docker("images")


def test_an_engine_that_cannot_load_says_so(engine: Engine) -> None:
    """It answers that all is well, and tells of the error afterwards."""
    with closing(connect(engine.env)) as client, pytest.raises(EngineError):
        load(client, [b"no tar at all" * 100])
