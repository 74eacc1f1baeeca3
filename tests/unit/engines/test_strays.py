"""What sessions leave in an engine: known by its name, removed, and nothing else with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bisectbuild.builder import BuilderKind
from bisectbuild.engines.choose import Choice
from bisectbuild.engines.sandbox import DockerSandbox
from bisectbuild.engines.strays import Stray
from bisectbuild.errors import EngineError
from bisectbuild.session import LABEL
from tests.support.fake_daemon import Answer, FakeDaemon, fake_daemon

S1, S2 = "0000000a-0000000b-1", "0000000a-0000000b-2"
GONE = Answer(status=204)
NOTED = "f" * 64


def _container(key: str, name: str) -> dict[str, object]:
    return {"Id": key, "Labels": {LABEL: S1}, "Names": [name]}


LISTED = {
    "/containers/json": Answer(
        body=[
            _container("c1", f"/bisectbuild-{S1}-00ff"),
            _container("c2", f"/bisectbuild-{S2}-00ff"),
            _container("c3", "/made-of-a-tagged-layer"),
        ]
    ),
    "/volumes": Answer(
        body={"Volumes": [{"Name": f"bisectbuild-{S1}-00ff-context"}, {"Name": "theirs"}]}
    ),
    "/images/json": Answer(
        body=[
            {"Id": "sha256:i1", "RepoTags": [f"bisectbuild/session:{S1}-3-after"]},
            {"Id": "sha256:i2", "RepoTags": ["mine:1", f"bisectbuild/session:{S1}-4"]},
            {"Id": "sha256:i3", "RepoTags": [f"bisectbuild/session:{S2}-3"]},
            {"Id": "sha256:i4", "RepoTags": None},
        ]
    ),
    f"/containers/{NOTED}/json": Answer(body={"Id": NOTED}),
    f"/containers/{NOTED[:12]}": GONE,
    "/containers/c1": GONE,
    f"/volumes/bisectbuild-{S1}-00ff-context": GONE,
    f"/images/bisectbuild/session:{S1}-3-after": Answer(body=[]),
    f"/images/bisectbuild/session:{S1}-4": Answer(status=409, body={"message": "in use"}),
}


@contextmanager
def played(folder: Path, answers: dict[str, Answer]) -> Iterator[tuple[DockerSandbox, FakeDaemon]]:
    """Give a sandbox on a daemon that plays."""
    with fake_daemon(folder, answers) as daemon:
        choice = Choice(kind=BuilderKind.LEGACY, program="docker")
        with closing(DockerSandbox(choice, daemon.env)) as sandbox:
            yield sandbox, daemon


def removed(daemon: FakeDaemon) -> list[str]:
    """Give what was removed, by path."""
    return [asked.path for asked in daemon.asked if asked.method == "DELETE"]


def test_only_what_bears_the_sessions_name_or_was_noted_is_removed(tmp_path: Path) -> None:
    """What a person made from our layers inherits the label, and is theirs all the same."""
    with played(tmp_path, LISTED) as (sandbox, daemon):
        sandbox.remove(S1, (NOTED, "gone"))

    image = f"/images/bisectbuild/session:{S1}-3-after"
    in_use = f"/images/bisectbuild/session:{S1}-4"
    assert removed(daemon) == [
        f"/containers/{NOTED[:12]}",
        "/containers/c1",
        f"/volumes/bisectbuild-{S1}-00ff-context",
        image,
        in_use,
    ]
    assert daemon.request(image).query == {"force": ["False"], "noprune": ["True"]}
    assert daemon.request("/containers/c1").query["v"] == ["True"]


def test_strays_of_any_session_are_listed(tmp_path: Path) -> None:
    """Each by the name that is ours, or by the journal that names it."""
    with played(tmp_path, LISTED) as (sandbox, daemon):
        found = sandbox.strays({S2: (NOTED,)})

    assert [str(stray) for stray in found] == [
        f"container {NOTED[:12]} (session {S2})",
        f"container c1 (session {S1})",
        f"container c2 (session {S2})",
        f"volume bisectbuild-{S1}-00ff-context (session {S1})",
        f"image bisectbuild/session:{S1}-3-after (session {S1})",
        f"image bisectbuild/session:{S1}-4 (session {S1})",
        f"image bisectbuild/session:{S2}-3 (session {S2})",
    ]
    assert found[1] == Stray(kind="container", name="c1", session=S1)
    filters = json.loads(daemon.request("/images/json").query["filters"][0])
    assert filters == {"reference": ["bisectbuild/session:*"]}


def test_a_removal_that_the_engine_refuses_for_another_reason_is_told(tmp_path: Path) -> None:
    """Only what is gone or in use is passed over."""
    broken = {**LISTED, "/containers/c1": Answer(status=500, body={"message": "disk"})}

    with played(tmp_path, broken) as (sandbox, _), pytest.raises(EngineError, match="disk"):
        sandbox.remove(S1)


def test_no_engine_is_an_error(tmp_path: Path) -> None:
    """It is told with what to do."""
    env = {"DOCKER_HOST": f"unix://{tmp_path}/none", "DOCKER_CONFIG": str(tmp_path)}
    sandbox = DockerSandbox(Choice(kind=BuilderKind.LEGACY, program="docker"), env)

    with pytest.raises(EngineError, match="no such socket"):
        sandbox.strays({})
