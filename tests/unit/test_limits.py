"""What the flags of a build say of every step's container."""

from __future__ import annotations

import pytest

from bisectbuild.errors import UsageError
from bisectbuild.limits import comma_list, limits
from bisectbuild.sandbox import Limits


def test_flags_become_limits() -> None:
    """Sizes in bytes, hosts in the engine's form, the last of a flag that counts once."""
    flags = (
        "--network=none",
        "--network=host",
        "--add-host=a:1.2.3.4",
        "--add-host=b=[::1]",
        "--shm-size=64m",
        "--ulimit=nofile=1:2",
        "--ulimit=core=-1",
        "--cgroup-parent=/x",
        "--memory=1g",
        "--memory-swap=-1",
        "--cpu-shares=512",
        "--cpu-period=100000",
        "--cpu-quota=0x10",
        "--cpuset-cpus=0-1",
        "--cpuset-mems=0",
        "--tag=ignored",
    )

    assert limits(flags) == Limits(
        network="host",
        extra_hosts=("a:1.2.3.4", "b:::1"),
        shm_size=64 * 1024**2,
        ulimits=(("nofile", 1, 2), ("core", -1, -1)),
        cgroup_parent="/x",
        memory=1024**3,
        memory_swap=-1,
        cpu_shares=512,
        cpu_period=100000,
        cpu_quota=16,
        cpuset_cpus="0-1",
        cpuset_mems="0",
    )


def test_without_flags_there_are_no_limits() -> None:
    """And the usual network is none that is asked for."""
    assert limits(()) == limits(("--network=default",)) == Limits()


def test_the_network_of_a_run_wins() -> None:
    """Over that of the whole build."""
    assert limits(("--network=host",), network="none").network == "none"


@pytest.mark.parametrize(
    "flag", ["--memory=lots", "--shm-size=-1", "--ulimit=nofile", "--cpu-quota=x"]
)
def test_a_value_that_docker_refuses_is_refused(flag: str) -> None:
    """With what docker wants."""
    with pytest.raises(UsageError) as caught:
        limits((flag,))

    assert caught.value.hint


def test_a_list_of_two_lines_is_refused() -> None:
    """With what docker wants; one of one line is cut at its commas."""
    assert comma_list(("--cache-from=a,b", "--cache-from=c"), "cache-from") == ["a", "b", "c"]
    with pytest.raises(UsageError, match="security-opt") as caught:
        comma_list(("--security-opt=a\nb",), "security-opt")

    assert "in one line" in caught.value.hint
