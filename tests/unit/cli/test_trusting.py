"""What the build in a stranger's bundle may have of this machine."""

from __future__ import annotations

import pytest

from bisectbuild.cli.trusting import harmless, refuse_privileges
from bisectbuild.dockerfile.parse import parse
from bisectbuild.errors import UsageError
from bisectbuild.flags import FLAGS


def test_what_only_shapes_the_container_is_kept() -> None:
    """Also build args, if they bring their value along."""
    flags = ("--build-arg=A=1", "--network=none", "--memory=1g", "--platform=linux/arm64")

    assert harmless(flags) == (flags, ())


@pytest.mark.parametrize(
    "word",
    [
        "--build-arg=AWS_SECRET_ACCESS_KEY",
        "--secret=id=x,src=/root/.ssh/id_ed25519",
        "--ssh=default",
        "--network=host",
        "--network=container:db",
        "--allow=security.insecure",
        "--security-opt=seccomp=unconfined",
        "--build-context=x=/etc",
        "--output=type=local,dest=/root",
        "--iidfile=/root/.bashrc",
        "--cache-to=type=local,dest=/root",
        "--push=true",
        "--tag=debian:12",
        # It would have our own next word for its value.
        *("--platform", "--cpuset-cpus", "--memory", "--add-host", "--build-arg", "--network"),
    ],
)
def test_what_would_take_something_of_this_machine_is_not(word: str) -> None:
    """Variables, files, the agent, its network, places to write to, a word of our own."""
    assert harmless(("--build-arg=A=1", word)) == (("--build-arg=A=1",), (word,))


def test_a_flag_that_is_new_is_not_kept() -> None:
    """Nobody has thought about it yet."""
    names = {f"--{spec.name}" for spec in FLAGS}
    kept = {name for name in names if harmless((f"{name}=default",))[0]}

    assert harmless(("--later=1",)) == ((), ("--later=1",))
    assert len(kept) < len(names) / 2


@pytest.mark.parametrize("flag", ["--security=insecure", "--network=host"])
def test_a_step_with_privileges_is_refused(flag: str) -> None:
    """Its shell would have them too."""
    with pytest.raises(UsageError, match="Line 2"):
        refuse_privileges(parse(f"FROM x\nRUN {flag} true\n".encode(), name="x"))
    refuse_privileges(parse(b"FROM x\nRUN --network=none true\n", name="x"))
