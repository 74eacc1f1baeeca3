"""A build by the legacy builder: what is asked of the daemon, and what becomes of its answers."""

from __future__ import annotations

import base64
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from bisectbuild.builder import (
    BuilderKind,
    BuildEvent,
    BuildFinished,
    BuildRequest,
    FailureKind,
    StepFinished,
    StepStatus,
)
from bisectbuild.engines.choose import Choice
from bisectbuild.engines.legacy import LegacyBuilder
from bisectbuild.errors import EngineError, UnreadableError, UsageError
from tests.support.fake_daemon import Answer, FakeDaemon, fake_daemon

ID = "sha256:" + "0" * 64
STREAM: tuple[dict[str, Any], ...] = (
    {"stream": "Step 1/1 : FROM base"},
    {"stream": "\n"},
    {"stream": " ---> b00e18382ec6\n"},
    {"aux": {"ID": ID}},
    {"stream": "Successfully built b00e18382ec6\n"},
)


def a_builder(env: dict[str, str]) -> LegacyBuilder:
    """Make a builder for an environment."""
    choice = Choice(kind=BuilderKind.LEGACY, program="docker", client_version="28.5.2")
    return LegacyBuilder(choice, env)


def a_request(folder: Path, **changes: Any) -> BuildRequest:  # noqa: ANN401 - any field
    """Make a request for the context's own Dockerfile, cut to its first line."""
    fields: dict[str, Any] = {
        "dockerfile": b"FROM base\n",
        "dockerfile_path": folder / "Dockerfile",
        "context": str(folder),
        "context_is_remote": False,
        "target": None,
        "flags": (),
        "labels": (),
        "load": True,
    }
    return BuildRequest(**{**fields, **changes})


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """Lay out a small build context."""
    folder = tmp_path / "context"
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM base\nRUN make\n")
    (folder / "a.txt").write_text("a")
    return folder


def build(daemon: FakeDaemon, request: BuildRequest) -> list[BuildEvent]:
    """Run a build to its end."""
    return list(a_builder(daemon.env).build(request))


def final(events: list[BuildEvent]) -> BuildFinished:
    """Give the end of a build."""
    last = events[-1]
    assert isinstance(last, BuildFinished)
    return last


def test_the_daemon_is_sent_the_context_and_the_clients_parameters(
    context: Path, tmp_path: Path
) -> None:
    """Containers are always removed; the Dockerfile travels under its own name in the tar."""
    config = {
        "proxies": {"default": {"noProxy": "x"}},
        "auths": {"r.example": {"auth": base64.b64encode(b"me:pw").decode()}},
    }
    (tmp_path / "config.json").write_text(json.dumps(config))
    flags = ("--build-arg=A=1", "--build-arg=B", "--ulimit=nofile=1:2", "--security-opt=a=b")
    request = a_request(context, flags=flags, target="web", labels=(("ours", "x"),))

    with fake_daemon(tmp_path, {"/build": Answer(stream=STREAM)}) as daemon:
        events = build(daemon, request)

    asked = daemon.request("/build")
    args = json.loads(asked.query["buildargs"][0])
    with tarfile.open(fileobj=io.BytesIO(asked.body)) as tar:
        name = asked.query["dockerfile"][0]
        sent = tar.extractfile(name)
        assert sent is not None
        assert (sent.read(), "a.txt" in tar.getnames()) == (b"FROM base\n", True)
    assert args == {"A": "1", "B": None, "NO_PROXY": "x", "no_proxy": "x"}
    assert asked.query["target"] == ["web"]
    assert asked.query["version"] == ["1"]
    assert asked.query["securityopt"] == ["a=b"]
    assert (asked.query["rm"], asked.query["forcerm"]) == (["True"], ["True"])
    assert "labels" not in asked.query
    auth = json.loads(base64.b64decode(asked.headers["x-registry-config"]))
    assert auth["r.example"]["username"] == "me"
    assert final(events).image == ID


def test_the_engines_version_is_known_after_a_build(context: Path, tmp_path: Path) -> None:
    """The daemon says it in a header of its answer, so it costs no further call."""
    with fake_daemon(tmp_path, {"/build": Answer(stream=STREAM)}) as daemon:
        builder = a_builder(daemon.env)
        before = builder.info.version
        list(builder.build(a_request(context)))

    assert (before, builder.info.version) == ("", "24.0.0")
    assert (builder.counts, builder.keeps_images) == ("file", True)


def test_further_tags_and_the_id_file_follow_a_good_build(context: Path, tmp_path: Path) -> None:
    """As docker's client does it; a port in a name is no tag."""
    flags = ("--tag=a:1", "--tag=host:5000/b", "--tag=c:2", f"--iidfile={tmp_path / 'id'}")
    answers = {
        "/build": Answer(stream=STREAM),
        f"/images/{ID}/tag": Answer(status=201),
    }

    with fake_daemon(tmp_path, answers) as daemon:
        events = build(daemon, a_request(context, flags=flags))

    tagged = [asked.query for asked in daemon.asked if asked.path.endswith("/tag")]
    assert daemon.request("/build").query["t"] == ["a:1"]
    assert [(q["repo"], q.get("tag")) for q in tagged] == [
        (["host:5000/b"], None),
        (["c"], ["2"]),
    ]
    assert (tmp_path / "id").read_text() == ID
    assert final(events).failure is None


def test_a_file_that_is_refused_is_a_failed_build(context: Path, tmp_path: Path) -> None:
    """The daemon answers before it streams."""
    refused = Answer(status=400, body={"message": "dockerfile parse error line 2: x"})

    with fake_daemon(tmp_path, {"/build": refused}) as daemon:
        events = build(daemon, a_request(context))

    failure = final(events).failure
    assert failure is not None
    assert (len(events), failure.kind) == (1, FailureKind.FILE)
    assert failure.message == "dockerfile parse error line 2: x"
    assert failure.locations[0].line_start == 2


def test_a_daemon_that_goes_away_ends_the_build(context: Path, tmp_path: Path) -> None:
    """The step under way was stopped; nobody is to blame but the engine."""
    stream = ({"stream": "Step 1/2 : FROM base"}, {"stream": "\n"})

    with fake_daemon(tmp_path, {"/build": Answer(stream=stream, cut=True)}) as daemon:
        events = build(daemon, a_request(context))

    failure = final(events).failure
    assert failure is not None
    assert failure.kind is FailureKind.ENGINE
    ends = [event for event in events if isinstance(event, StepFinished)]
    assert [step.status for step in ends] == [StepStatus.CANCELLED]


def test_no_engine_at_all_is_an_error(context: Path, tmp_path: Path) -> None:
    """It is none of the build's."""
    env = {"DOCKER_HOST": f"unix://{tmp_path}/none", "DOCKER_CONFIG": str(tmp_path)}

    with pytest.raises(EngineError, match="no such socket"):
        list(a_builder(env).build(a_request(context)))


def test_a_context_that_cannot_be_read_is_an_error(context: Path, tmp_path: Path) -> None:
    """Also where that shows only while it is sent."""
    (context / ".dockerignore").write_text("[\n")

    with fake_daemon(tmp_path, {"/build": Answer(stream=STREAM)}) as daemon:
        with pytest.raises(UnreadableError, match="no valid pattern"):
            build(daemon, a_request(context))
        with pytest.raises(UnreadableError, match="not a directory"):
            build(daemon, a_request(context, context=str(tmp_path / "none")))


def test_a_file_that_vanishes_while_it_is_sent_is_an_error(
    context: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error of the reading side comes through the libraries that send."""

    def stream_tar(*_: object) -> Any:  # noqa: ANN401 - an iterator that only raises
        yield b"x" * 1024
        raise UnreadableError("gone")

    monkeypatch.setattr("bisectbuild.engines.legacy.stream_tar", stream_tar)

    with fake_daemon(tmp_path, {}) as daemon, pytest.raises(UnreadableError, match="gone"):
        build(daemon, a_request(context))


def test_a_remote_context_is_fetched_by_the_daemon(context: Path, tmp_path: Path) -> None:
    """It cannot be given another Dockerfile, so no cut of it can be built."""
    url = "https://git.example/x.git"
    changes: dict[str, Any] = {"context": url, "context_is_remote": True}
    whole = a_request(context, dockerfile=b"", dockerfile_path=Path("sub/D"), **changes)

    with fake_daemon(tmp_path, {"/build": Answer(stream=STREAM)}) as daemon:
        build(daemon, whole)
        with pytest.raises(UsageError, match="another Dockerfile"):
            build(daemon, a_request(context, **changes))

    asked = daemon.request("/build")
    assert (asked.query["remote"], asked.query["dockerfile"]) == ([url], ["sub/D"])
    assert asked.body == b""


def test_a_flag_of_buildkit_is_refused_before_anything_is_sent(
    context: Path, tmp_path: Path
) -> None:
    """No daemon is needed to say so."""
    env = {"DOCKER_HOST": f"unix://{tmp_path}/none"}

    with pytest.raises(UsageError, match="--secret needs BuildKit"):
        list(a_builder(env).build(a_request(context, flags=("--secret=id=x",))))
