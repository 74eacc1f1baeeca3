"""The options of ci."""

from __future__ import annotations

import pytest

from bisectbuild.cli.ci import command
from bisectbuild.cli.ci.flags import ShellOptions, ci_options, seconds
from bisectbuild.errors import UsageError


@pytest.mark.parametrize(
    ("text", "found"), [("90", 90), ("90s", 90), ("10m", 600), ("1h", 3600), (" 1.5M ", 90)]
)
def test_a_time_is_read_with_its_unit(text: str, found: float) -> None:
    """Seconds where there is none."""
    assert seconds("--idle-timeout", text) == found


@pytest.mark.parametrize("text", ["", "0", "0m", "-1", "m", "1d", "1m30s", "٣m"])
def test_what_is_no_time_is_refused(text: str) -> None:
    """The flag is named."""
    with pytest.raises(UsageError, match="--idle-timeout"):
        seconds("--idle-timeout", text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[::1]:2222", ("::1", 2222)),
        ("::1:2222", ("::1", 2222)),
        ("10.0.0.1:0", ("10.0.0.1", 0)),
        (":2222", ("127.0.0.1", 2222)),
    ],
)
def test_an_address_to_listen_on_has_no_brackets(text: str, found: tuple[str, int]) -> None:
    """They only keep the port apart."""
    assert _shell("--ssh-listen", text).listen == found


@pytest.mark.parametrize("text", ["[::1]", "2222x", "10.0.0.1:99999"])
def test_an_address_without_a_port_is_refused(text: str) -> None:
    """A shell must not open elsewhere than was meant."""
    with pytest.raises(UsageError, match="that is no port"):
        _shell("--ssh-listen", text)


def _shell(*words: str) -> ShellOptions:
    given = command.make_context("ci", ["--on-failure", "shell", *words, "--", "true"]).params
    shell = ci_options({k: v for k, v in given.items() if k != "words"}, ("true",)).shell
    assert shell
    return shell
