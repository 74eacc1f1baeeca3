"""The builder that is chosen is the one `docker build` would have used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bisectbuild.builder import BuilderKind
from bisectbuild.engines.choose import Choice, choose
from bisectbuild.errors import EngineError, UsageError
from tests.support.fake_daemon import Answer, fake_daemon

OLD, NEW = "20.10.24+dfsg1", "28.5.2"


@pytest.fixture(autouse=True)
def _no_plugins_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the plugins that this machine may have for all users."""
    monkeypatch.setattr("bisectbuild.engines.dockerconfig._SYSTEM_PLUGINS", ())


def machine(
    folder: Path, version: str | None, *, buildx: bool = False, **settings: str
) -> dict[str, str]:
    """Make a machine with a docker client of a version, and give its environment."""
    env = {"PATH": str(folder), "DOCKER_CONFIG": str(folder), "DOCKER_HOST": f"unix://{folder}/no"}
    if version is not None:
        client = folder / "docker"
        said = version if version.startswith("podman") else f"Docker version {version}, build x"
        client.write_text(f"#!/bin/sh\necho run >> {folder}/runs\necho '{said}'\n")
        client.chmod(0o755)
    if buildx:
        (folder / "cli-plugins").mkdir()
        plugin = folder / "cli-plugins" / "docker-buildx"
        plugin.write_text("")
        plugin.chmod(0o755)
    return {**env, **settings}


def told(choice: Choice) -> tuple[BuilderKind, bool]:
    """Give what matters most of a choice: its kind, and whether the plugin is driven."""
    return choice.kind, bool(choice.plugin)


@pytest.mark.parametrize(
    ("version", "buildx", "switch", "expected"),
    [
        (NEW, True, "", (BuilderKind.BUILDKIT, True)),
        (NEW, True, "1", (BuilderKind.BUILDKIT, True)),
        (NEW, True, "0", (BuilderKind.LEGACY, False)),
        (NEW, False, "", (BuilderKind.LEGACY, False)),
        (NEW, False, "1", (BuilderKind.LEGACY, False)),
        ("23.0.0", True, "", (BuilderKind.BUILDKIT, True)),
        (OLD, False, "", (BuilderKind.LEGACY, False)),
        (OLD, True, "", (BuilderKind.LEGACY, False)),
        (OLD, True, "true", (BuilderKind.BUILDKIT, False)),
        (OLD, False, "0", (BuilderKind.LEGACY, False)),
    ],
)
def test_auto_follows_the_client_and_docker_buildkit(
    version: str, switch: str, expected: tuple[BuilderKind, bool], tmp_path: Path, *, buildx: bool
) -> None:
    """The client is run once at most, and says why in one sentence."""
    env = machine(tmp_path, version, buildx=buildx, DOCKER_BUILDKIT=switch)

    choice = choose("auto", env)

    assert told(choice) == expected
    assert choice.client_version == version
    assert choice.why.endswith(".")
    assert (tmp_path / "runs").read_text() == "run\n"


@pytest.mark.parametrize("switch", ["", "1"])
def test_a_missing_buildx_is_warned_of(switch: str, tmp_path: Path) -> None:
    """With DOCKER_BUILDKIT=1 `docker build` itself would stop; without, it warns as well."""
    choice = choose("auto", machine(tmp_path, NEW, DOCKER_BUILDKIT=switch))

    assert ("would stop" in choice.why) is (switch == "1")
    assert "go/buildx" in choice.warnings[0]


def test_an_alias_in_the_configuration_makes_buildx_the_builder(tmp_path: Path) -> None:
    """`docker buildx install` writes it; old clients follow it too."""
    env = machine(tmp_path, OLD, buildx=True)
    (tmp_path / "config.json").write_text(json.dumps({"aliases": {"builder": "buildx"}}))

    assert told(choose("auto", env)) == (BuilderKind.BUILDKIT, True)


@pytest.mark.parametrize(("header", "kind"), [("2", "buildkit"), ("1", "legacy")])
def test_old_clients_ask_the_daemon(header: str, kind: str, tmp_path: Path) -> None:
    """Its configuration may prefer BuildKit."""
    env = machine(tmp_path, OLD)
    ping = Answer(headers=(("Builder-Version", header),))

    with fake_daemon(tmp_path, {"/_ping": ping}) as daemon:
        choice = choose("auto", {**env, "DOCKER_HOST": daemon.env["DOCKER_HOST"]})

    assert told(choice) == (kind, False)


def test_a_named_instance_of_buildx_is_passed_on_without_running_anything(tmp_path: Path) -> None:
    """Its version does not matter."""
    choice = choose("mine", machine(tmp_path, NEW, buildx=True))

    assert (told(choice), choice.builder) == ((BuilderKind.BUILDKIT, True), "mine")
    assert (choice.info.name, (tmp_path / "runs").exists()) == ("mine", False)


@pytest.mark.parametrize(
    ("settings", "config", "instance"),
    [
        ({"BUILDX_BUILDER": "theirs"}, {}, "theirs"),
        ({"DOCKER_HOST": "unix:///x"}, {"currentContext": "far"}, "default"),
        ({"DOCKER_HOST": "", "DOCKER_CONTEXT": "near"}, {"currentContext": "far"}, "near"),
        ({"DOCKER_HOST": ""}, {"currentContext": "far"}, "far"),
        ({"DOCKER_HOST": ""}, {}, "default"),
        ({}, {"aliases": {"builder": "buildx"}}, None),
    ],
)
def test_the_instance_is_the_one_that_docker_build_gives_to_buildx(
    settings: dict[str, str], config: dict[str, object], instance: str | None, tmp_path: Path
) -> None:
    """The context's own, unless BUILDX_BUILDER or an alias leaves it to buildx."""
    env = machine(tmp_path, NEW, buildx=True, **settings)
    (tmp_path / "config.json").write_text(json.dumps(config))

    assert choose("auto", env).builder == instance


def test_buildx_stands_for_the_instance_in_use(tmp_path: Path) -> None:
    """That of `docker buildx use`, whatever its name."""
    choice = choose("buildx", machine(tmp_path, NEW, buildx=True))

    assert (told(choice), choice.builder) == ((BuilderKind.BUILDKIT, True), None)


def test_what_is_asked_for_is_taken(tmp_path: Path) -> None:
    """Old clients have a BuildKit of their own."""
    env = machine(tmp_path, OLD)

    assert told(choose("legacy", env)) == (BuilderKind.LEGACY, False)
    assert told(choose("buildkit", env)) == (BuilderKind.BUILDKIT, False)


def test_without_a_client_the_legacy_builder_is_driven_by_its_api(tmp_path: Path) -> None:
    """Only BuildKit needs the client."""
    choice = choose("auto", machine(tmp_path, None))

    assert (told(choice), choice.program) == ((BuilderKind.LEGACY, False), "")
    with pytest.raises(EngineError, match="not on PATH"):
        choose("buildkit", machine(tmp_path, None))


@pytest.mark.parametrize(
    ("wanted", "version", "switch", "words"),
    [
        ("buildkit", NEW, "", "needs its buildx plugin"),
        ("mine", NEW, "", "no buildx plugin"),
        ("podman", NEW, "", "Podman"),
        ("auto", "podman version 4.3.1", "", "not Docker's"),
        ("auto", NEW, "maybe", "neither true nor false"),
    ],
)
def test_what_cannot_be_is_refused_with_advice(
    wanted: str, version: str, switch: str, words: str, tmp_path: Path
) -> None:
    """Each with what to type next."""
    with pytest.raises((EngineError, UsageError), match=words) as caught:
        choose(wanted, machine(tmp_path, version, DOCKER_BUILDKIT=switch))

    assert caught.value.hint
