"""Tests for bisectbuild.cli.rootflags."""

from __future__ import annotations

import pytest

from bisectbuild.cli.rootflags import BUILDX, DOCKER, put_into, split
from bisectbuild.errors import UsageError


@pytest.mark.parametrize(
    ("line", "flags", "rest"),
    [
        ("--context far build .", "--context=far", "build ."),
        ("--context=far build .", "--context=far", "build ."),
        ("-c far -H tcp://h:1 build", "--context=far --host=tcp://h:1", "build"),
        ("-cfar -H=tcp://h:1 build", "--context=far --host=tcp://h:1", "build"),
        ("-D --tls --tlsverify=false build", "--debug=true --tls=true --tlsverify=false", "build"),
        ("-DHtcp://h:1 build", "--debug=true --host=tcp://h:1", "build"),
        ("-l debug --config /c build", "--log-level=debug --config=/c", "build"),
        ("--context build build", "--context=build", "build"),
        ("--weird build", "", "--weird build"),
        ("build --context far", "", "build --context far"),
        ("--context", "", "--context"),
        ("-", "", "-"),
        ("", "", ""),
    ],
)
def test_flags_before_a_subcommand_are_read_as_docker_reads_them(
    line: str, flags: str, rest: str
) -> None:
    """Long and short, their value behind `=`, at once, or as the next word."""
    found = split(tuple(line.split()), DOCKER)

    assert found == (tuple(flags.split()), tuple(rest.split()))


def test_buildx_has_flags_of_its_own() -> None:
    """Docker's do not stand there."""
    assert split(("-D", "--builder", "b", "bake"), BUILDX) == (
        ("--debug=true", "--builder=b"),
        ("bake",),
    )
    assert split(("--context", "c", "bake"), BUILDX)[0] == ()


def test_each_flag_becomes_the_variable_that_says_the_same() -> None:
    """What only makes a client say more is passed over."""
    environment: dict[str, str] = {}

    put_into(
        environment,
        ("--host=tcp://h:1", "--config=/c", "--tls=true", "--tlsverify=0", "--debug=true"),
    )

    assert environment == {
        "DOCKER_HOST": "tcp://h:1",
        "DOCKER_CONFIG": "/c",
        "DOCKER_TLS": "true",
        "DOCKER_TLS_VERIFY": "",
    }


@pytest.mark.parametrize(("name", "left"), [("far", {}), ("default", {"DOCKER_HOST": "tcp://h:1"})])
def test_a_context_that_is_named_goes_before_the_host_in_the_environment(
    name: str, left: dict[str, str]
) -> None:
    """As with docker, where the variables alone say it the other way round."""
    environment = {"DOCKER_HOST": "tcp://h:1"}

    put_into(environment, (f"--context={name}",))

    assert environment == {"DOCKER_CONTEXT": name, **left}


def test_a_certificate_that_is_named_alone_is_refused_with_the_variable_to_set() -> None:
    """There is one for the folder only."""
    with pytest.raises(UsageError) as refusal:
        put_into({}, ("--tlscacert=/certs/ca.pem",))

    assert "--tlscacert" in refusal.value.message
    assert "DOCKER_CERT_PATH" in refusal.value.hint
