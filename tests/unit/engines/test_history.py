"""The history of a BuildKit builder, as its client tells it."""

from __future__ import annotations

import base64
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from bisectbuild.builder import BuilderKind
from bisectbuild.engines.choose import Choice
from bisectbuild.engines.history import History, NothingFailedError
from bisectbuild.errors import EngineError, UsageError

BLOCK = "Dockerfile:2\n--------------------\n   2 | >>> RUN make\n--------------------\n"
CLIENT = """#!/bin/sh
echo "$@" >> calls
case "$2 $3" in
"ls "*) cat ls.json ;;
"inspect gone") echo 'ERROR: no record found for ref "gone"' >&2; exit 1 ;;
"inspect "*) cat "$3.json" ;;
"logs broken") echo 'ERROR: it went away'; exit 1 ;;
"logs "*) echo '{"vertexes":[]}' ;;
esac
"""


def record(ref: str, folder: Path, **more: object) -> dict[str, Any]:
    """Give what `inspect` tells of a build."""
    error = {"Message": "boom", "Sources": base64.b64encode(BLOCK.encode()).decode()}
    context = {"Name": ref, "Ref": ref, "Context": str(folder), "Dockerfile": "sub/My.Dockerfile"}
    return {**context, "Status": "failed", "Error": error, **more}


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> History:
    """Give the history that a client tells of, which lies in the folder of the test."""
    monkeypatch.chdir(tmp_path)
    return client(tmp_path, CLIENT)


def client(folder: Path, script: str, builder: str | None = "default") -> History:
    """Write a client, and give its history."""
    path = folder / "buildx"
    path.write_text(script)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    choice = Choice(kind=BuilderKind.BUILDKIT, program="docker", plugin=str(path), builder=builder)
    return History(choice=choice, env={"PATH": os.environ["PATH"]})


def listed(*builds: tuple[str, str, str]) -> None:
    """Write the list: when, how it ended, and the ref of each build."""
    lines = [
        json.dumps({"created_at": when, "status": status, "ref": f"default/default/{ref}"})
        for when, status, ref in builds
    ]
    Path("ls.json").write_text("\n".join(lines))


def known(*records: dict[str, Any]) -> None:
    """Write what is known of builds."""
    for each in records:
        Path(f"{each['Ref']}.json").write_text(json.dumps(each, indent=2))


def test_the_newest_failed_build_of_a_person_is_given(history: History, tmp_path: Path) -> None:
    """Whatever the order of the list, and not one of ours, whose file is gone."""
    listed(
        ("2031-01-02", "Error", "older"),
        ("2031-01-04", "Error", "ours"),
        ("2031-01-03", "Error", "newer"),
        ("2031-01-05", "Completed", "good"),
    )
    ours = record("ours", tmp_path, Dockerfile="/tmp/bisectbuild-x1/file/Dockerfile")
    known(record("older", tmp_path), ours, record("newer", tmp_path))

    found = history.newest_failed()

    assert (found.ref, found.status) == ("newer", "failed")
    assert "--builder=default" in Path("calls").read_text()


def test_how_a_build_was_asked_for_is_told(history: History, tmp_path: Path) -> None:
    """As the flags that `docker build` takes."""
    config = {"Network": "none", "ExtraHosts": ["a=1.2.3.4"], "ShmSize": "64", "NoCache": True}
    known(
        record(
            "one",
            tmp_path,
            Target="test",
            Platform=["linux/amd64"],
            BuildArgs=[{"Name": "A", "Value": "1"}],
            NamedContexts=[{"Name": "lib", "Value": "../lib"}],
            Config={**config, "Ulimit": "nofile=1:2,nproc=3"},
        )
    )

    found = history.build("one")

    assert (found.target, found.context) == ("test", tmp_path)
    assert found.dockerfile == tmp_path / "sub" / "My.Dockerfile"
    assert found.flags == (
        "--build-arg=A=1",
        "--build-context=lib=../lib",
        "--platform=linux/amd64",
        "--add-host=a=1.2.3.4",
        "--network=none",
        "--shm-size=64",
        "--ulimit=nofile=1:2",
        "--ulimit=nproc=3",
    )


@pytest.mark.parametrize(
    ("context", "name"),
    [("https://host.example/x.git", "Dockerfile"), ("-", "Dockerfile"), ("/no/such", "Dockerfile")],
)
def test_files_that_are_not_on_this_machine_are_none(
    context: str, name: str, history: History, tmp_path: Path
) -> None:
    """The diagnosis is then told from the history alone."""
    known(record("one", tmp_path, Context=context, Dockerfile=name))

    found = history.build("one")

    assert (found.context, found.dockerfile) == (None, None)


def test_a_dockerfile_from_standard_input_is_gone(history: History, tmp_path: Path) -> None:
    """Its context is not."""
    known(record("one", tmp_path, Dockerfile="-"))

    found = history.build("one")

    assert (found.context, found.dockerfile) == (tmp_path, None)


def test_the_log_ends_with_the_clients_last_words(history: History, tmp_path: Path) -> None:
    """Which are no part of what the history replays."""
    known(record("one", tmp_path))

    log = b"".join(history.log(history.build("one"))).decode()

    assert log == f'{{"vertexes":[]}}\n\n{BLOCK}ERROR: failed to solve: boom\n'


def test_a_build_without_error_has_none(history: History, tmp_path: Path) -> None:
    """It passed."""
    known({**record("one", tmp_path), "Error": None})

    assert history.build("one").words == ""


def test_a_log_that_cannot_be_had_is_an_engines_error(history: History, tmp_path: Path) -> None:
    """With what the client says of it."""
    known(record("broken", tmp_path))

    with pytest.raises(EngineError, match="it went away") as caught:
        list(history.log(history.build("broken")))
    assert "bisectbuild explain" in caught.value.hint


def test_where_nothing_failed_that_is_said(history: History, tmp_path: Path) -> None:
    """Builds of ours do not count."""
    listed(("2031-01-05", "Completed", "good"), ("2031-01-04", "Error", "ours"))
    known(record("ours", tmp_path, Dockerfile="x/bisectbuild-x1/file/Dockerfile"))

    with pytest.raises(NothingFailedError):
        history.newest_failed()


def test_a_ref_that_there_is_not_is_a_wrong_word(history: History) -> None:
    """The list of those that there are can be had."""
    with pytest.raises(UsageError, match="no build gone") as caught:
        history.build("gone")
    assert "history ls" in caught.value.hint


@pytest.mark.parametrize(
    "says", ["ERROR: unknown command: docker buildx history", "Usage:  docker buildx"]
)
def test_a_buildx_without_history_is_told_of(says: str, tmp_path: Path) -> None:
    """With what to do instead."""
    old = client(tmp_path, f"#!/bin/sh\necho '{says}' >&2\nexit 1\n")

    with pytest.raises(EngineError, match=r"0\.21") as caught:
        old.newest_failed()
    assert "bisectbuild explain build.log" in caught.value.hint


def test_other_trouble_is_told_in_the_clients_words(tmp_path: Path) -> None:
    """And so is a form that is not understood."""
    away = client(tmp_path, "#!/bin/sh\necho 'ERROR: no engine' >&2\nexit 1\n")
    with pytest.raises(EngineError, match="no engine"):
        away.newest_failed()

    odd = client(tmp_path, "#!/bin/sh\necho 'ID NAME'\n")
    with pytest.raises(EngineError, match="not understood"):
        odd.newest_failed()

    silent = client(tmp_path, "#!/bin/sh\n", builder=None)
    with pytest.raises(EngineError, match="told nothing"):
        silent.build("one")


@pytest.mark.parametrize(
    ("kind", "who"),
    [(BuilderKind.LEGACY, "The legacy builder"), (BuilderKind.BUILDKIT, "The BuildKit inside")],
)
def test_a_builder_without_buildx_keeps_no_history(kind: BuilderKind, who: str) -> None:
    """No program is run to find that out."""
    history = History(choice=Choice(kind=kind, program="docker"), env={})

    with pytest.raises(EngineError, match=f"{who}.* keeps no history"):
        history.newest_failed()


def test_tls_variables_are_left_to_docker(history: History, tmp_path: Path) -> None:
    """Older plugins do not read them."""
    docker = tmp_path / "docker"
    docker.write_text('#!/bin/sh\necho "$@" > docker-calls\necho \'{"Ref": "one"}\'\n')
    docker.chmod(0o755)
    env = {**history.env, "DOCKER_TLS_VERIFY": "1"}
    choice = Choice(kind=BuilderKind.BUILDKIT, program=str(docker), plugin="unused")

    assert History(choice=choice, env=env).build("one").ref == "one"
    assert Path("docker-calls").read_text().startswith("buildx history inspect one")
