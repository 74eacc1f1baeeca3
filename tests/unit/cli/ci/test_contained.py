"""Tests for bisectbuild.cli.ci.contained."""

from __future__ import annotations

from typing import Any

import pytest

from bisectbuild.cli.ci.contained import contained
from bisectbuild.limits import limits

BAKE = {
    "network": "host",
    "extra-hosts": {"db": "10.0.0.2", "two": "10.0.0.3,::1", "none": None},
    "shm-size": "128m",
    "ulimits": ["nofile=1024:2048", "core=0"],
    "entitlements": ["security.insecure", "network.host"],
}
COMPOSE = {
    "network": "host",
    "extra_hosts": ["db=10.0.0.2", "two=10.0.0.3", "two=::1"],
    "shm_size": "134217728",
    "ulimits": {"nofile": {"soft": 1024, "hard": 2048}, "core": {}},
    "entitlements": ["network.host"],
    "privileged": True,
}


def test_what_bake_says_of_every_step_is_said_to_docker_build() -> None:
    """The step fails otherwise, or passes, without it."""
    assert tuple(contained(BAKE)) == (
        "--network=host",
        "--add-host=db:10.0.0.2",
        "--add-host=two:10.0.0.3",
        "--add-host=two:::1",
        "--shm-size=128m",
        "--ulimit=nofile=1024:2048",
        "--ulimit=core=0",
        "--allow=security.insecure",
        "--allow=network.host",
    )


def test_what_compose_says_of_every_step_is_said_to_docker_build() -> None:
    """A privileged build is one that may be insecure; a limit of 0 is printed as nothing."""
    assert tuple(contained(COMPOSE)) == (
        "--network=host",
        "--add-host=db:10.0.0.2",
        "--add-host=two:10.0.0.3",
        "--add-host=two:::1",
        "--shm-size=134217728",
        "--ulimit=nofile=1024:2048",
        "--ulimit=core=0:0",
        "--allow=network.host",
        "--allow=security.insecure",
    )


@pytest.mark.parametrize(
    ("told", "flags"),
    [
        ({"extra_hosts": ["db:10.0.0.2"]}, ("--add-host=db:10.0.0.2",)),
        ({"extra_hosts": {"db": ["10.0.0.2", "[::1]"]}}, ("db:10.0.0.2", "db:::1")),
        ({"extra_hosts": ["v6:::1"]}, ("--add-host=v6:::1",)),
        ({"extra_hosts": ["host.docker.internal=host-gateway"]}, (":host-gateway",)),
        ({"ulimits": {"nproc": 65535, "memlock": -1}}, ("nproc=65535", "memlock=-1")),
        ({"ulimits": {"memlock": {"soft": -1, "hard": -1}}}, ("memlock=-1:-1",)),
        ({"shm_size": 67108864}, ("--shm-size=67108864",)),
        ({"privileged": True, "entitlements": ["security.insecure"]}, ("security.insecure",)),
        ({"privileged": False, "ulimits": None, "extra-hosts": "x", "entitlements": 1}, ()),
        ({}, ()),
    ],
)
def test_older_and_other_forms_are_read_too(told: dict[str, Any], flags: tuple[str, ...]) -> None:
    """Compose has printed hosts and sizes in several forms; what is none is passed over."""
    found = tuple(contained(told))

    assert len(found) == len(flags)
    assert all(word.endswith(flag) for word, flag in zip(found, flags, strict=True))


@pytest.mark.parametrize("told", [BAKE, COMPOSE])
def test_the_shell_gets_the_same_hosts_sizes_and_limits(told: dict[str, Any]) -> None:
    """It is given the flags of the build."""
    found = limits(tuple(contained(told)))

    assert found.extra_hosts == ("db:10.0.0.2", "two:10.0.0.3", "two:::1")
    assert found.shm_size == 134217728
    assert found.ulimits == (("nofile", 1024, 2048), ("core", 0, 0))
