"""The options before a key in authorized_keys: those that limit it are kept, others refused."""

from __future__ import annotations

import calendar
import ipaddress
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

_KINDS: Final = ("ssh-", "ecdsa-", "sk-", "x509v3-")
_OPTION: Final = re.compile(r'([A-Za-z][A-Za-z0-9-]*)(?:="((?:[^"\\]|\\.)*)")?(,|[ \t]+|\Z)')
_TIME: Final = "20300131 or 203001311200"
_PATTERN: Final = re.compile(r"!?[0-9A-Fa-f.:*?/]+\Z")
_EXPIRY: Final = re.compile(r"([0-9]{8})([0-9]{4})?([0-9]{2})?(Z?)\Z")
# They take away what is given to no one here, or give back what `restrict` took of that.
_IDLE: Final = frozenset(
    {
        "no-agent-forwarding",
        "agent-forwarding",
        "no-port-forwarding",
        "port-forwarding",
        "no-x11-forwarding",
        "x11-forwarding",
        "no-user-rc",
        "user-rc",
        "permitopen",
        "permitlisten",
    }
)


class OptionsError(ValueError):
    """Options that are not kept here; its text says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a key may not. `sources` are patterns of addresses; `expires` is in epoch seconds."""

    sources: tuple[str, ...] = ()
    expires: float | None = None
    terminal: bool = True

    def expired(self, now: float) -> bool:
        """Tell whether the key's time is up."""
        return self.expires is not None and now >= self.expires

    def admit(self, address: str, now: float) -> bool:
        """Tell whether the key is good from this address, at this time."""
        return not self.expired(now) and self._from(address)

    def _from(self, address: str) -> bool:
        if not self.sources:
            return True
        refused = [pattern[1:] for pattern in self.sources if pattern.startswith("!")]
        taken = [pattern for pattern in self.sources if not pattern.startswith("!")]
        return not _any(refused, address) and _any(taken, address)


def split_options(line: str) -> tuple[tuple[tuple[str, str | None], ...], str]:
    """Split a line into its options, with the value of each or None, and the key after them.

    Raises OptionsError where they cannot be told apart.
    """
    word = line.split(None, 1)[0]
    if word.startswith(_KINDS):
        return (), line
    options, at = [], 0
    while match := _OPTION.match(line, at):
        name, value, after = match.groups()
        options.append((name.lower(), None if value is None else value.replace('\\"', '"')))
        at = match.end()
        if after != "," and at < len(line):
            return tuple(options), line[at:]
    raise OptionsError("it begins with no kind of key that is taken, and with no options")


def read_options(options: tuple[tuple[str, str | None], ...]) -> Limits:
    """Give what the options forbid. Raises OptionsError for one that would not be kept here."""
    sources: tuple[str, ...] = ()
    expires: float | None = None
    terminal = True
    for name, value in options:
        if name == "from" and value:
            sources += tuple(_sources(value))
        elif name == "expiry-time" and value:
            own = _expiry(value)
            expires = own if expires is None else min(expires, own)
        elif name in {"restrict", "no-pty"}:
            terminal = False
        elif name == "pty":
            terminal = True
        elif name not in _IDLE:
            raise OptionsError(f"its option `{name}` is not kept here")
    return Limits(sources=sources, expires=expires, terminal=terminal)


def _sources(value: str) -> Iterator[str]:
    for pattern in value.split(","):
        bare = pattern.strip()
        if not _PATTERN.match(bare):
            raise OptionsError("its `from=` names hosts, and only addresses can be told for sure")
        if "/" in bare:
            try:
                ipaddress.ip_network(bare.lstrip("!"))
            except ValueError:
                raise OptionsError(f"its `from=` has {bare}, which is no network") from None
        yield bare


def _expiry(value: str) -> float:
    """Read `YYYYMMDD[HHMM[SS]][Z]`, in this machine's own time unless it ends in Z."""
    match = _EXPIRY.match(value)
    day, minute, second, utc = match.groups("") if match else ("", "", "", "")
    try:
        when = time.strptime(day + (minute or "0000") + (second or "00"), "%Y%m%d%H%M%S")
    except ValueError:
        raise OptionsError(f"its `expiry-time=` is no time such as {_TIME}") from None
    return float(calendar.timegm(when)) if utc else time.mktime(when)


def _any(patterns: list[str], address: str) -> bool:
    return any(_matches(pattern, address) for pattern in patterns)


def _matches(pattern: str, address: str) -> bool:
    if "/" not in pattern:
        return fnmatchcase(address.lower(), pattern.lower())
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(pattern)
    except ValueError:
        return False
