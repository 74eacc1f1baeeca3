"""What is told before the command runs, as a build may take an hour."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bisectbuild.cli.ci import command, somebody
from bisectbuild.cli.ci.beforehand import told_before
from bisectbuild.cli.ci.flags import ci_options

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGCR5Ft9Qo4cIXSOhIQ2Kx5q5WcqWwB7bZsvtQKR0W7K ops"
SHELL = ("--on-failure", "shell")


@pytest.fixture(autouse=True)
def _nobody_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(somebody, "is_somebody_here", lambda: False)


@pytest.fixture
def keys(tmp_path: Path) -> str:
    """Name a file with one key."""
    (tmp_path / "keys").write_text(f"{KEY}\n")
    return str(tmp_path / "keys")


def _told(*words: str) -> list[str]:
    given = command.make_context("ci", [*words, "--", "true"]).params
    given = {name: value for name, value in given.items() if name != "words"}
    defaults = {str(option.name): option.default for option in command.params}
    return list(told_before(ci_options(given, ("true",)), given, defaults))


def test_options_of_a_bundle_without_one_are_told_in_one_line() -> None:
    """With what to add."""
    (line,) = _told("--bundle-limit", "2G", "--no-context")

    assert "--bundle-limit, --no-context do nothing without --bundle FILE" in line


def test_options_of_a_shell_without_one_are_told_in_one_line(keys: str) -> None:
    """With what to add."""
    (line,) = _told("--authorized-keys", keys, "--ssh-via", "ci@bastion", "--shell-limit", "2h")

    assert "--authorized-keys, --ssh-via, --shell-limit do nothing" in line
    assert "without --on-failure shell" in line


def test_a_key_for_a_bastion_without_one_is_told(keys: str) -> None:
    """Where a shell is asked for."""
    (line,) = _told(*SHELL, "--authorized-keys", keys, "--ssh-via-key", keys)

    assert "--ssh-via-key does nothing without --ssh-via USER@HOST: add that, or leave it" in line


def test_of_defaults_and_empty_values_nothing_is_told() -> None:
    """Recipes pass them always."""
    same = ("--bundle-limit=4G", "--connect-timeout=10m", "--ssh-listen=127.0.0.1:0")

    assert _told() == []
    assert _told(*same, "--authorized-keys=", "--allow-user=", "--ssh-via=", "--bundle=") == []


def test_where_each_option_has_what_it_belongs_to_nothing_is_told(keys: str) -> None:
    """All of it will be used."""
    shell = (*SHELL, "--authorized-keys", keys, "--shell-limit=2h", "--ssh-via=ci@bastion")

    assert _told(*shell, "--ssh-via-known-hosts", keys, "--bundle=x", "--bundle-limit=2G") == []


def test_a_missing_asyncssh_is_told_before_the_build(
    keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With how to install it; the build goes on, as it may well pass."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    (line,) = _told(*SHELL, "--authorized-keys", keys)

    assert "asyncssh" in line
    assert "pip install 'bisectbuild[ssh]'" in line


@pytest.mark.parametrize(
    ("key", "more", "why"),
    [
        ("", (), "none is listed"),
        (f'from="10.0.0.1" {KEY}', ("--ssh-via=ci@bastion",), "cannot be kept through a bastion"),
        (f'expiry-time="20010101" {KEY}', (), "Every listed key has expired"),
        (f'from="10.0.0.1" {KEY}', ("--tmate",), "tmate does not keep"),
    ],
)
def test_keys_by_which_nobody_could_come_in_are_told_before_the_build(
    key: str, more: tuple[str, ...], why: str, tmp_path: Path
) -> None:
    """Not after it."""
    (tmp_path / "keys").write_text(f"{key}\n")

    (line,) = _told(*SHELL, "--authorized-keys", str(tmp_path / "keys"), *more)

    assert "no shell will open if this fails" in line
    assert why in line


def test_people_whose_keys_are_published_are_enough() -> None:
    """They are looked up when a shell opens."""
    assert _told(*SHELL, "--allow-user", "github:octocat") == []


def test_at_a_persons_own_terminal_no_key_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shell opens there, without SSH."""
    monkeypatch.setattr(somebody, "is_somebody_here", lambda: True)

    assert _told(*SHELL) == []


def test_a_command_that_passes_imports_nothing_of_a_shell() -> None:
    """Nor what judges a failure, or asks an engine."""
    code = (
        "import json, sys; from bisectbuild.cli import run; run(['ci', '--', 'true']);"
        " print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run((sys.executable, "-c", code), capture_output=True, check=True)

    assert done.stderr == b""
    heavy = {"asyncssh", "asyncio", "docker", "msgspec", "bisectbuild.ci.registry"}
    assert heavy & set(json.loads(done.stdout)) == set()
