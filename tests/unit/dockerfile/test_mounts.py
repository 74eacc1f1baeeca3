"""The mounts of a RUN, with BuildKit's defaults."""

from __future__ import annotations

import pytest

from bisectbuild.dockerfile.mounts import (
    RunMount,
    is_insecure,
    run_mounts,
    run_network,
)
from bisectbuild.dockerfile.parse import parse


def _mounts(flags: str, values: dict[str, str] | None = None) -> tuple[RunMount, ...]:
    run = parse(f"FROM a\nRUN {flags} x\n".encode()).instructions[1]
    return run_mounts(run, {} if values is None else values, workdir="/work", escape="\\")


@pytest.mark.parametrize(
    ("flag", "expected"),
    [
        ("target=/t", RunMount(kind="bind", target="/t", read_only=True)),
        ("type=bind,dst=/t,rw", RunMount(kind="bind", target="/t")),
        ("target=/t,readonly=false", RunMount(kind="bind", target="/t")),
        ("target=/t,readwrite=TRUE,ro", RunMount(kind="bind", target="/t", read_only=True)),
        (
            "from=lib,source=/s,target=sub/../t",
            RunMount(kind="bind", target="/work/t", origin="lib", source="/s", read_only=True),
        ),
        (
            "TYPE=Cache,Destination=/t,ID=c",
            RunMount(kind="cache", target="/t", id="c", uid=0, gid=0, mode=0o755),
        ),
        (
            "type=cache,target=/t,ro,uid=1,gid=2,mode=0700",
            RunMount(kind="cache", target="/t", read_only=True, uid=1, gid=2, mode=0o700),
        ),
        ("type=tmpfs,target=/t,size=2m", RunMount(kind="tmpfs", target="/t", size=2 * 1024**2)),
        ("type=tmpfs,target=/t,size=1.5GiB", RunMount(kind="tmpfs", target="/t", size=3 << 29)),
        ('type=tmpfs,"target=/a,b"', RunMount(kind="tmpfs", target="/a,b")),
    ],
)
def test_a_mount_is_read_with_its_defaults(flag: str, expected: RunMount) -> None:
    """Keys in any case and under all their names; a switch counts with and without a value."""
    quoted = f"'{flag}'" if '"' in flag else flag

    assert _mounts(f"--mount={quoted}") == (expected,)


@pytest.mark.parametrize(
    ("flag", "name", "target", "variable"),
    [
        ("id=a", "a", "/run/secrets/a", ""),
        ("id=a/b", "a/b", "/run/secrets/b", ""),
        ("src=a", "a", "/run/secrets/a", ""),
        ("target=/x/y", "y", "/x/y", ""),
        ("id=a,target=rel", "a", "/work/rel", ""),
        ("id=a,env=A", "a", "", "A"),
        ("id=a,env=A,target=/t", "a", "/t", "A"),
    ],
)
def test_a_secret_is_a_file_or_a_variable(flag: str, name: str, target: str, variable: str) -> None:
    """A file below /run/secrets unless another place, or only a variable, is named."""
    (mount,) = _mounts(f"--mount=type=secret,{flag}")

    assert (mount.id, mount.target, mount.env) == (name, target, variable)
    assert (mount.uid, mount.gid, mount.mode, mount.required) == (0, 0, 0o400, False)


def test_agents_are_numbered() -> None:
    """One with a place of its own counts too."""
    found = _mounts("--mount=type=ssh --mount=type=ssh,target=/s,id=b,required --mount=type=ssh")

    assert [(m.target, m.id, m.required, m.mode) for m in found] == [
        ("/run/buildkit/ssh_agent.0", "default", False, 0o600),
        ("/s", "b", True, 0o600),
        ("/run/buildkit/ssh_agent.2", "default", False, 0o600),
    ]


def test_variables_are_expanded_where_the_builder_does() -> None:
    """The BuildKit of Docker 20.10 leaves them as written."""
    flag = "--mount=type=cache,target=$D/${E:-x},id=c-$D"
    run = parse(f"FROM a\nRUN {flag} x\n".encode()).instructions[1]

    (new,) = run_mounts(run, {"D": "/d"}, workdir="/", escape="\\")
    (old,) = run_mounts(run, None, workdir="/work", escape="\\")

    assert (new.target, new.id) == ("/d/x", "c-/d")
    assert (old.target, old.id) == ("/work/$D/${E:-x}", "c-$D")


@pytest.mark.parametrize("flag", ["type=what,target=/t", "type=cache", "type=secret"])
def test_what_buildkit_refuses_is_no_mount(flag: str) -> None:
    """The build has said so."""
    assert _mounts(f"--mount={flag}") == ()


@pytest.mark.parametrize(
    ("flags", "network", "insecure"),
    [
        ("", "", False),
        ("--network=none", "none", False),
        ("--network=default --security=sandbox", "", False),
        ("--network=host --security=insecure", "host", True),
    ],
)
def test_network_and_security_are_read(flags: str, network: str, *, insecure: bool) -> None:
    """What is the default is said by nothing."""
    run = parse(f"FROM a\nRUN {flags} x\n".encode()).instructions[1]

    assert (run_network(run), is_insecure(run)) == (network, insecure)
