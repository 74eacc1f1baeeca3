"""The keys that are let in: read from OpenSSH's authorized_keys, or had from a code host."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bisectbuild.errors import UsageError
from bisectbuild.remote.key_options import Limits, OptionsError, read_options, split_options
from bisectbuild.remote.public_key import BadKeyError, PublicKey, read_key
from bisectbuild.tty.text import one_line

_NAME: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,252}[A-Za-z0-9_])?\Z")
_HOSTS: Final = {"github": "https://github.com/", "gitlab": "https://gitlab.com/"}
_LONGEST: Final = 60
_MOST_BYTES: Final = 1024 * 1024
_GIVE_KEYS: Final = "Name people: --authorized-keys FILE, or --allow-user github:NAME"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One who is let in. `name` is fit to be shown; `line` is the key alone, as it is listed.

    `blob` is the key as SSH sends it.
    """

    blob: bytes
    line: str
    fingerprint: str
    name: str
    limits: Limits

    def admits(self, address: str, now: float) -> bool:
        """Tell whether the key is good from this address at this time (seconds of the epoch)."""
        return self.limits.admit(address, now)

    def __str__(self) -> str:
        return f"{self.name} ({self.fingerprint})" if self.name else self.fingerprint


def read(keys: str, *, source: str = "the keys") -> dict[bytes, Person]:
    """Read keys, one a line, by what SSH sends of each; empty lines and `#` are passed over.

    The format is sshd(8) of OpenSSH 9.2, "AUTHORIZED_KEYS FILE FORMAT". Raises UsageError at a
    line that is no key, a weak key, or one whose options ask for what is not given here.
    """
    people: dict[bytes, Person] = {}
    for number, line in enumerate(keys.splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        try:
            person = _person(text)
        except (OptionsError, BadKeyError) as error:
            raise UsageError(
                f"Line {number} of {source} cannot be used: {error}.",
                hint=f"It is `{one_line(text, _LONGEST)}`. Take it out, or give another key.",
            ) from None
        people.setdefault(person.blob, person)
    return people


def some(people: dict[bytes, Person], *, tunnelled: bool, now: float | None = None) -> None:
    """Raise UsageError where no one could ever come in, or where a limit cannot be kept.

    Through a tunnel everyone comes from this machine, so that `from=` would mean nothing.
    """
    when = time.time() if now is None else now
    if not people:
        raise UsageError(
            "A shell is opened for those with a listed key only, and none is listed.",
            hint=_GIVE_KEYS,
        )
    if all(person.limits.expired(when) for person in people.values()):
        raise UsageError("Every listed key has expired.", hint=_GIVE_KEYS)
    held = next((p for p in people.values() if p.limits.sources), None)
    if tunnelled and held:
        raise UsageError(
            f"The key of {held} has `from=`, which cannot be kept through a bastion:"
            " all come from this machine's own address.",
            hint="Take `from=` out of that line, or leave out --ssh-via.",
        )


def relayed(blob: bytes, fingerprint: str, relay: str) -> Person:
    """Give the one who stands for all that come through a relay."""
    name = f"someone through {relay}"
    return Person(blob=blob, line="", fingerprint=fingerprint, name=name, limits=Limits())


def unlimited(people: Iterable[Person], relay: str) -> None:
    """Raise UsageError for a key with options, which a relay's server would not keep."""
    held = next((person for person in people if person.limits != Limits()), None)
    if held:
        raise UsageError(
            f"The key of {held} has options, which the server of {relay} does not keep.",
            hint=f"Take the options out of that line, or leave out --{relay}.",
        )


def read_file(path: Path) -> str:
    """Give the lines of an authorized_keys file, once each is known to be good.

    Raises UsageError where it cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        text = data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise UsageError(f"The keys in {path} cannot be read: {why}.") from error
    if len(data) > _MOST_BYTES:
        raise UsageError(f"{path} is too long for a file of keys (over 1 MiB).")
    read(text, source=str(path))
    return text if text.endswith("\n") else f"{text}\n"


def address(user: str) -> str:
    """Give where a code host publishes a person's keys, for `github:NAME` or `gitlab:NAME`.

    Both do so at `https://HOST/NAME.keys`, one key a line and without options. Raises UsageError
    for any other host, and for a name that could not be one.
    """
    host, _, name = user.partition(":")
    if host not in _HOSTS or not _NAME.match(name):
        raise UsageError(
            f"`{one_line(user, _LONGEST)}` names no one whose keys can be looked up.",
            hint="Write --allow-user github:NAME or --allow-user gitlab:NAME.",
        )
    return f"{_HOSTS[host]}{name}.keys"


def fetched(users: Iterable[str], fetch: Callable[[str], str]) -> str:
    """Give the published keys of people, each named as they were asked for.

    `fetch` gives the text at an address, or raises. A key that is too weak is passed over, as is a
    line that has options or is no key. Raises UsageError where someone has no key that is left.
    """
    lines: list[str] = []
    for user in users:
        where = address(user)
        text = fetch(where)[:_MOST_BYTES]
        found = [f"{line} {user}" for line in _good(text)]
        if not found:
            raise UsageError(
                f"{user} has published no key that can be used.",
                hint=f"Add one there (it is then at {where}), or use --authorized-keys FILE.",
            )
        lines += found
    return "".join(f"{line}\n" for line in lines)


def _good(text: str) -> Iterator[str]:
    for line in text.splitlines():
        with contextlib.suppress(BadKeyError):
            read_key(line.strip())
            yield " ".join(line.split()[:2])


def _person(line: str) -> Person:
    options, rest = split_options(line)
    limits = read_options(options)
    key: PublicKey = read_key(rest)
    return Person(
        blob=key.blob,
        line=" ".join(rest.split()[:2]),
        fingerprint=key.fingerprint,
        name=one_line(key.comment, _LONGEST),
        limits=limits,
    )
