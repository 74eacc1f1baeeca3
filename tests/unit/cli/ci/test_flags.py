"""The options of ci."""

from __future__ import annotations

from pathlib import Path

import pytest

from bisectbuild.cli.ci import command
from bisectbuild.cli.ci.flags import CiOptions, ShellOptions, ci_options, seconds
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


@pytest.mark.parametrize(
    ("flag", "value"),
    [
        ("--bundle-limit", "xyz"),
        ("--context-limit", "9" * 400),
        ("--authorized-keys", "/nonexist"),
        ("--allow-user", "octocat"),
        ("--ssh-via", "nobastion"),
        ("--ssh-via-key", "/nonexist"),
        ("--ssh-via-known-hosts", "~nobody-of-that-name/hosts"),
        ("--ssh-listen", "nowhere"),
        ("--tmate-config", "/nonexist"),
        ("--connect-timeout", "zz"),
        ("--idle-timeout", "zz"),
        ("--shell-limit", "9" * 400),
    ],
)
@pytest.mark.parametrize("more", [(), ("--on-failure", "shell"), ("--bundle", "x")])
def test_a_wrong_value_is_refused_before_anything_is_built(
    flag: str, value: str, more: tuple[str, ...]
) -> None:
    """Also of an option that would not be used: it would be found twenty minutes later."""
    with pytest.raises(UsageError) as refused:
        _options(flag, value, *more)

    assert value in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize("name", [".", "/", "oci://x", "oci://x/y@z"])
def test_a_place_where_no_bundle_can_go_is_refused_before_anything_is_built(name: str) -> None:
    """With what to write in its place."""
    with pytest.raises(UsageError) as refused:
        _options("--bundle", name)

    assert refused.value.hint


def test_an_option_that_is_given_nothing_is_as_if_it_were_not_there() -> None:
    """Recipes pass variables that may be empty."""
    empty = ("--authorized-keys=", "--allow-user=", "--ssh-via=", "--ssh-via-key=", "--bundle=")

    options = _options(*empty, "--ssh-via-known-hosts=", "--tmate-config=")

    assert (options.bundle, options.shell) == (None, None)


def test_the_files_for_a_bastion_are_named_as_they_were_typed(tmp_path: Path) -> None:
    """They must only be there."""
    (tmp_path / "key").write_text("x")

    shell = _shell("--ssh-via", "ci@bastion.example:22", "--ssh-via-key", str(tmp_path / "key"))

    assert (shell.via, shell.via_key) == ("ci@bastion.example:22", tmp_path / "key")


def _options(*words: str) -> CiOptions:
    given = command.make_context("ci", [*words, "--", "true"]).params
    return ci_options({k: v for k, v in given.items() if k != "words"}, ("true",))


def _shell(*words: str) -> ShellOptions:
    shell = _options("--on-failure", "shell", *words).shell
    assert shell
    return shell
