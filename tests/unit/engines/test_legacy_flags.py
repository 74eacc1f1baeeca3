"""Flags become the parameters that docker's own client sends (recorded from 20.10 and 28.5)."""

from __future__ import annotations

import json

import pytest

from bisectbuild.engines.legacy_flags import api_flags, build_args, proxy_variables
from bisectbuild.errors import UsageError


def test_flags_become_what_the_client_sends() -> None:
    """Sizes in bytes, lists as JSON or repeated, units of 1024."""
    flags = (
        "--tag=foo:bar",
        "--tag=host:5000/other",
        "--memory=1g",
        "--memory-swap=-1",
        "--shm-size=64m",
        "--ulimit=nofile=1:2",
        "--ulimit=core=0",
        "--security-opt=seccomp=unconfined",
        "--network=host",
        "--label=a=b=c",
        "--cache-from=x,y",
        "--cache-from=z",
        "--platform=linux/amd64",
        "--squash",
        "--pull=false",
        "--no-cache",
        "--cpu-shares=512",
        "--cpuset-cpus=0-1",
        "--cgroup-parent=/x",
        "--add-host=a:1.2.3.4",
        "--add-host=b=::1",
        "--iidfile=id",
        "--rm=false",
        "--compress",
    )

    found = api_flags(flags, {})

    assert found.build == {
        "tag": "foo:bar",
        "nocache": True,
        "pull": False,
        "squash": True,
        "network_mode": "host",
        "platform": "linux/amd64",
        "isolation": None,
        "labels": {"a": "b=c"},
        "cache_from": ["x", "y", "z"],
        "extra_hosts": ["a:1.2.3.4", "b:::1"],
        "shmsize": 64 * 1024**2,
    }
    assert json.loads(found.query.pop("ulimits")) == [
        {"Name": "nofile", "Soft": 1, "Hard": 2},
        {"Name": "core", "Soft": 0, "Hard": 0},
    ]
    assert found.query == {
        "memory": 1024**3,
        "memswap": -1,
        "cpushares": 512,
        "cpusetcpus": "0-1",
        "cgroupparent": "/x",
        "securityopt": ["seccomp=unconfined"],
        "version": "1",
    }
    assert (found.more_tags, found.iidfile) == (("host:5000/other",), "id")


def test_without_flags_nothing_is_asked_for() -> None:
    """The environment's default platform is the only one that counts."""
    plain, with_platform = (
        api_flags((), {}),
        api_flags((), {"DOCKER_DEFAULT_PLATFORM": "linux/arm"}),
    )

    assert plain.query == {"version": "1"}
    assert {name for name, value in plain.build.items() if value} == set()
    assert with_platform.build["platform"] == "linux/arm"


@pytest.mark.parametrize("name", ["secret=id=a", "ssh=default", "output=x", "build-context=a=b"])
def test_a_flag_that_only_buildkit_has_is_refused_by_name(name: str) -> None:
    """With what to type instead."""
    with pytest.raises(UsageError) as caught:
        api_flags((f"--{name}",), {})

    assert f"--{name.partition('=')[0]} needs BuildKit" in caught.value.message
    assert "--builder buildkit" in caught.value.hint


@pytest.mark.parametrize(
    "flag",
    [
        "--memory=lots",
        "--shm-size=-1",
        "--ulimit=nofile",
        "--cpu-quota=x",
        "--platform=linux/amd64,linux/arm64",
    ],
)
def test_a_value_that_docker_refuses_is_refused(flag: str) -> None:
    """Before anything is sent."""
    with pytest.raises(UsageError):
        api_flags((flag,), {})


def test_a_build_arg_without_value_takes_it_from_the_environment() -> None:
    """Without one there either it is sent as null, as the client does."""
    flags = ("--build-arg=A=1=2", "--build-arg=B", "--build-arg=C", "--build-arg=D=")

    assert build_args(flags, {"B": "from env"}, {}) == {
        "A": "1=2",
        "B": "from env",
        "C": None,
        "D": "",
    }


def test_proxies_come_in_both_cases_after_the_flags() -> None:
    """A flag of that very name wins; the other case is still sent."""
    flags = ("--build-arg=http_proxy=mine",)

    assert build_args(flags, {}, {"HTTP_PROXY": "theirs"}) == {
        "http_proxy": "mine",
        "HTTP_PROXY": "theirs",
    }


def test_proxies_are_read_for_the_engine_or_by_default() -> None:
    """An engine's own entry replaces the default one as a whole."""
    config = {
        "proxies": {
            "default": {"httpProxy": "d", "noProxy": "n", "allProxy": "a"},
            "tcp://x:1": {"httpsProxy": "s", "ftpProxy": ""},
        }
    }

    assert proxy_variables(config, "unix:///s", "28.5.2") == {
        "HTTP_PROXY": "d",
        "NO_PROXY": "n",
        "ALL_PROXY": "a",
    }
    assert proxy_variables(config, "tcp://x:1", "28.5.2") == {"HTTPS_PROXY": "s"}
    assert "ALL_PROXY" not in proxy_variables(config, "unix:///s", "20.10.24")
    assert proxy_variables({}, "unix:///s", "") == {}
