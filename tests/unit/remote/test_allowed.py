"""Who is let in: lines of authorized_keys, their options, and keys from a code host."""

from __future__ import annotations

import base64
import os
import struct
import time
from pathlib import Path

import asyncssh
import pytest

from bisectbuild.errors import UsageError
from bisectbuild.remote.allowed import Person, address, fetched, read, read_file, some
from tests.support.ssh_people import Key, new_key


def _only(line: str) -> Person:
    (person,) = read(line).values()
    return person


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("ssh-ed25519", {}),
        ("ecdsa-sha2-nistp256", {}),
        ("ecdsa-sha2-nistp521", {}),
        ("ssh-rsa", {"key_size": 2048}),
    ],
)
def test_strong_keys_are_taken(tmp_path: Path, kind: str, more: dict[str, int]) -> None:
    """With the fingerprint that ssh-keygen shows, and the comment as a name."""
    key = new_key(tmp_path, "anna", kind, **more)
    person = _only(f"\n# people\n  {key.public}  \n")

    assert person.blob == key.private.public_data
    assert str(person) == f"anna ({key.fingerprint})"
    assert key.public.startswith(person.line)


def test_security_keys_are_taken() -> None:
    """Their proof has a person touch them."""
    blob = b"".join(
        struct.pack(">I", len(part)) + part
        for part in (b"sk-ssh-ed25519@openssh.com", b"k" * 32, b"ssh:")
    )

    line = f"sk-ssh-ed25519@openssh.com {base64.b64encode(blob).decode()} anna"
    assert _only(line).name == "anna"


def test_weak_and_foreign_keys_are_refused_by_line(tmp_path: Path, anna: Key) -> None:
    """The message has the number of the line."""
    rsa = new_key(tmp_path, "old", "ssh-rsa", key_size=1024)
    certificate = anna.private.generate_user_certificate(anna.private, "anna")
    cert = certificate.export_certificate().decode()
    blob = anna.public.split()[1]
    for line, why in (
        (rsa.public, "weak"),
        (f"ssh-dss {blob}", "does not begin with a kind"),
        (cert, "certificates"),
        (f"ssh-rsa {blob}", "another kind"),
        (f"ssh-ed25519 {blob[:-8]}", "damaged"),
        ("ssh-ed25519 !!!", "damaged"),
        ("ssh-ed25519", "another kind"),
        ("hello", "no options"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "no options"),
    ):
        with pytest.raises(UsageError) as refused:
            read(f"{anna.public}\n\n{line}\n", source="FILE")
        assert refused.value.message.startswith("Line 3 of FILE cannot be used")
        assert why in refused.value.message


@pytest.mark.parametrize(
    "options",
    [
        'command="id"',
        "cert-authority",
        'principals="a"',
        'environment="A=b"',
        "no-touch-required",
        "verify-required",
        'tunnel="0"',
        'from="*.example.org"',
        'from="10.0.0.0/99"',
        'expiry-time="soon"',
        "from",
        "nonsense",
    ],
)
def test_an_option_that_would_not_be_kept_is_refused(anna: Key, options: str) -> None:
    """Whoever wrote it relied on it."""
    with pytest.raises(UsageError, match="Line 1"):
        read(f"{options} {anna.public}")


@pytest.mark.parametrize(
    ("source", "taken", "refused"),
    [
        ("10.1.2.3", "10.1.2.3", "10.1.2.30"),
        ("10.1.*", "10.1.9.9", "10.2.0.1"),
        ("10.0.0.0/8,!10.9.0.0/16", "10.1.0.1", "10.9.0.1"),
        ("fd00::/8", "fd00::1", "fe80::1"),
        ("!10.0.0.1", "none", "10.0.0.2"),
    ],
)
def test_from_is_kept(anna: Key, source: str, taken: str, refused: str) -> None:
    """Addresses, patterns and networks; what is only ruled out rules no one in."""
    person = _only(f'from="{source}" {anna.public}')

    assert person.admits(taken, 0.0) is (taken != "none")
    assert not person.admits(refused, 0.0)


def test_the_time_of_a_key_is_kept(anna: Key) -> None:
    """In UTC where it says so, else in this machine's own time; the earlier of two counts."""
    assert _only(f'expiry-time="20300101Z" {anna.public}').limits.expires == 1893456000.0
    person = _only(f'expiry-time="203001011530",expiry-time="20400101" {anna.public}')
    assert person.limits.expires == time.mktime((2030, 1, 1, 15, 30, 0, 0, 1, -1))
    assert person.admits("1.1.1.1", person.limits.expires - 1)
    assert not person.admits("1.1.1.1", person.limits.expires)


@pytest.mark.parametrize(
    "times",
    [
        'expiry-time="{}"',
        'expiry-time="{}",expiry-time="20400101"',
        'expiry-time="20400101",expiry-time="{}"',
    ],
)
@pytest.mark.parametrize("epoch", ["19700101Z", "19691231235959Z"])
def test_a_key_whose_time_was_up_when_the_epoch_began_is_let_in_by_nothing(
    anna: Key, times: str, epoch: str
) -> None:
    """Its number of seconds is 0 or less, which is not the same as no limit."""
    people = read(f"{times.format(epoch)} {anna.public}")

    assert not _only(f"{times.format(epoch)} {anna.public}").admits("1.1.1.1", time.time())
    with pytest.raises(UsageError, match="expired"):
        some(people, tunnelled=False)


@pytest.mark.parametrize(
    ("options", "terminal"),
    [
        ("no-pty", False),
        ("restrict", False),
        ("restrict,pty", True),
        ('no-port-forwarding,no-X11-forwarding,permitopen="a:1"', True),
    ],
)
def test_options_about_terminals_and_forwards(anna: Key, options: str, *, terminal: bool) -> None:
    """Forwards are given to no one, so these options are kept anyway."""
    assert _only(f"{options} {anna.public}").limits.terminal is terminal


def test_a_quoted_blank_and_comma_belong_to_the_value(anna: Key) -> None:
    """The key begins after the options only."""
    with pytest.raises(UsageError, match="`command`"):
        read(f'no-pty,command="a, \\"b\\" ssh-rsa" {anna.public}')


def test_without_keys_it_does_not_open(anna: Key) -> None:
    """Neither with none nor with expired ones, nor through a bastion with `from=`."""
    with pytest.raises(UsageError, match="none is listed"):
        some(read("# nobody\n"), tunnelled=False)
    with pytest.raises(UsageError, match="expired"):
        some(read(f'expiry-time="20200101" {anna.public}'), tunnelled=False)
    held = read(f'from="127.0.0.1" {anna.public}')
    some(held, tunnelled=False)
    with pytest.raises(UsageError, match="through a bastion"):
        some(held, tunnelled=True)


def test_a_file_is_read_whole_or_refused(tmp_path: Path, anna: Key) -> None:
    """A bad line is found when it is read, not when someone knocks."""
    file = tmp_path / "people"
    with pytest.raises(UsageError, match="No such file"):
        read_file(file)
    file.write_text(anna.public)
    assert read_file(file) == f"{anna.public}\n"
    file.write_text(f"{anna.public}\noops\n")
    with pytest.raises(UsageError, match=f"Line 2 of {file}"):
        read_file(file)
    file.write_bytes(os.urandom(100) + b"\xff\xfe")
    with pytest.raises(UsageError, match="no text"):
        read_file(file)


def test_a_code_host_has_an_address_for_each_name() -> None:
    """Only two hosts, and only what may be a name there."""
    assert address("github:octo-cat") == "https://github.com/octo-cat.keys"
    assert address("gitlab:some.one_else") == "https://gitlab.com/some.one_else.keys"


@pytest.mark.parametrize(
    "user",
    [
        *("octocat", "github:", "bitbucket:a", "github:a/b", "github:a?b", "github:../a"),
        *("github:a#", "github:a b", "github:-a", "github:a\n", "https://github.com/a"),
        *("github:é", "github:a."),
    ],
)
def test_no_other_name_is_asked_for(user: str) -> None:
    """Nothing in it can lead elsewhere."""
    with pytest.raises(UsageError, match="names no one"):
        address(user)


def test_published_keys_are_taken_without_what_is_weak(tmp_path: Path, anna: Key) -> None:
    """Each is named as it was asked for; options are never taken from a host."""
    rsa = new_key(tmp_path, "old", "ssh-rsa", key_size=1024)
    pages = {
        "https://github.com/anna.keys": f"{anna.public}\n{rsa.public}\nno-pty {anna.public}\n",
        "https://gitlab.com/none.keys": "",
    }

    assert _only(fetched(["github:anna"], pages.__getitem__)).name == "github:anna"
    with pytest.raises(UsageError, match="gitlab:none has published no key"):
        fetched(["github:anna", "gitlab:none"], pages.__getitem__)


def test_a_hostile_comment_is_made_plain(anna: Key) -> None:
    """It is shown on terminals and in the job's log."""
    key = asyncssh.import_public_key(anna.public).export_public_key().decode().split()
    person = _only(f"{key[0]} {key[1]} \x1b[31mevil\x07\u202e " + "x" * 200)

    assert person.name.isprintable()
    assert len(person.name) <= 60
