"""What a secret looks like, and taking it out of everything that leaves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

MASK = "***"
_MASK = MASK.encode()
# A login may lack the password (`https://ghp_X@github.com`) or the name (`https://:tok@host`).
_URL_LOGIN = re.compile(r"://[^/\s]+@")
_URL_LOGIN_BYTES = re.compile(_URL_LOGIN.pattern.encode())
_NO_LOGIN = f"://{MASK}@"
_LOGIN_ENDS = re.compile(rb"[/\s]")
_LONGEST_LOGIN = 8192

_SHORTEST = 4
_SHORTEST_LINE = 8
_HARMLESS = frozenset({"true", "false", "yes", "no", "0", "1", "none", "null"})

_NAME_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SECRET_PARTS = frozenset({"AUTH", "PASS", "PWD", "CREDENTIAL", "CREDENTIALS"})
_SECRET_ENDS = ("TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE")
_KEYS = frozenset({"API", "ACCESS", "PRIVATE", "SECRET", "SSH", "DEPLOY", "SIGNING"})
_ATTRIBUTE = re.compile(r"secret|token|passw|key", re.IGNORECASE)
_ASSIGNMENT = re.compile(r"""\b([A-Za-z_]\w*)=("[^"]*"|'[^']*'|\S+)""")
_FIELD = re.compile(r'"(?:[^"]|"")*"|[^,]+')
_LISTS = frozenset({"--cache-from", "--cache-to", "--secret", "--output"})


def is_secret_name(name: str) -> bool:
    """Tell whether a variable of this name is likely to hold a secret.

    Judged by the parts between `_`, `-` and changes of case: AUTHOR and KEYBOARD hold none.
    """
    before = ""
    for part in map(str.upper, _NAME_PART.findall(name)):
        if part in _SECRET_PARTS or part.removesuffix("S").endswith(_SECRET_ENDS):
            return True
        keyed = before if part in {"KEY", "KEYS"} else part.removesuffix("S").removesuffix("KEY")
        if keyed in _KEYS and (part.removesuffix("S").endswith("KEY")):
            return True
        before = part
    return False


def secret_values(variables: Mapping[str, str]) -> tuple[str, ...]:
    """Give the values of the secret variables and what else of them to hide (see `to_hide`)."""
    return to_hide(value for name, value in variables.items() if is_secret_name(name))


def to_hide(values: Iterable[str]) -> tuple[str, ...]:
    """Give what to hide of secrets, longest first so that no part of one is left standing.

    That is each value, its surrounding blanks taken off, and each line of at least eight
    characters of one with several lines. Values of fewer than four characters and those like
    `true` are no secrets, and hiding them would garble the text.
    """
    found: set[str] = set()
    for value in map(str.strip, values):
        lines = [line.strip() for line in value.splitlines()]
        found.update(line for line in lines if len(line) >= _SHORTEST_LINE)
        if len(value) >= _SHORTEST:
            found.add(value)
    kept = (value for value in found if value.lower() not in _HARMLESS)
    return tuple(sorted(kept, key=lambda value: (-len(value), value)))


def redact(text: str, secrets: Iterable[str]) -> str:
    """Give the text without the secrets and without logins in addresses."""
    for secret in secrets:
        text = text.replace(secret, MASK)
    return _URL_LOGIN.sub(_NO_LOGIN, text)


def redact_command(text: str, secrets: Iterable[str]) -> str:
    """Give a command that was typed as it may be shown: what it gives to secret names is masked."""

    def mask(match: re.Match[str]) -> str:
        return f"{match[1]}={MASK}" if is_secret_name(match[1]) else match[0]

    return _ASSIGNMENT.sub(mask, redact(text, secrets))


def redact_args(variables: Mapping[str, str]) -> dict[str, str]:
    """Give the variables with the values of the secret ones masked."""
    return {
        name: MASK if is_secret_name(name) else redact(value, ())
        for name, value in variables.items()
    }


def redact_flag(word: str) -> str:
    """Give a docker flag, one word as in `--build-arg=A=1`, as it may be shown.

    A secret build arg keeps its name alone, which docker then takes from the environment.
    """
    flag, _, value = word.partition("=")
    variable = value.partition("=")[0]
    if flag == "--build-arg" and is_secret_name(variable):
        return f"{flag}={variable}"
    if flag in _LISTS:
        word = f"{flag}={_FIELD.sub(_redact_attribute, value)}"
    return redact(word, ())


def _redact_attribute(field: re.Match[str]) -> str:
    name, equals, _value = field[0].removeprefix('"').partition("=")
    return f"{name}={MASK}" if equals and _ATTRIBUTE.search(name) else field[0]


class RedactedStream:
    """Takes secrets and logins in addresses out of bytes, wherever the pieces of them are cut.

    Only what may be the start of a secret, or an address up to the end of its host, is held back.
    Memory stays below the longest secret and 8 KiB; a longer login than that is none.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = _Secrets(secrets)
        self._logins = _Logins()

    def feed(self, data: bytes) -> bytes:
        """Take a piece, give what may leave now."""
        return self._logins.feed(self._secrets.feed(data))

    def finish(self) -> bytes:
        """Give what was held back."""
        return self._logins.feed(self._secrets.finish()) + self._logins.finish()


class _Secrets:
    """Masks secrets, the leftmost first and of those that begin together the longest."""

    def __init__(self, secrets: Iterable[str]) -> None:
        found = {secret.encode(errors="surrogateescape") for secret in secrets if secret}
        self._secrets = sorted(found, key=lambda secret: (-len(secret), secret))
        self._any = re.compile(b"|".join(map(re.escape, self._secrets)))
        self._held = b""

    def feed(self, data: bytes) -> bytes:
        if not self._secrets:
            return data
        data = self._held + data
        at, cut = 0, self._opening(data, 0)
        out = []
        if any(secret in data for secret in self._secrets):
            while (match := self._any.search(data, at)) and match.start() < cut:
                out += [data[at : match.start()], _MASK]
                at = match.end()
                if at > cut:
                    cut = self._opening(data, at)
        self._held = data[cut:]
        return b"".join((*out, data[at:cut]))

    def finish(self) -> bytes:
        held, self._held = self._held, b""
        return self._any.sub(_MASK, held) if self._secrets else held

    def _opening(self, data: bytes, start: int) -> int:
        """Give where, from `start` on, the start of a secret stands that `data` does not end."""
        return min(_opening_of(secret, data, start) for secret in self._secrets)


_PROBE = 16


def _opening_of(secret: bytes, data: bytes, start: int) -> int:
    """Give where `data` ends in the start of a secret, its length where it does not."""
    probe, end = secret[:_PROBE], len(data)
    at = data.find(probe, max(start, end - len(secret) + 1))
    while at >= 0:
        if secret.startswith(data[at:]):
            return at
        at = data.find(probe, at + 1)
    first = secret[:1]
    at = data.find(first, max(start, end - len(probe) + 1))
    while at >= 0:
        if probe.startswith(data[at:]):
            return at
        at = data.find(first, at + 1)
    return end


class _Logins:
    """Masks logins in addresses; holds back what follows `://` until the host has ended."""

    def __init__(self) -> None:
        self._before = b""
        self._held = b""

    def feed(self, data: bytes) -> bytes:
        if not self._held and b"://" not in data and b"://" not in self._before + data[:3]:
            self._before = (self._before + data[-3:])[-3:]
            return data
        return self._pass_on(self._before + self._held + data, hold=True)

    def finish(self) -> bytes:
        return self._pass_on(self._before + self._held, hold=False)

    def _pass_on(self, data: bytes, *, hold: bool) -> bytes:
        skip, cut = len(self._before), len(data)
        login = data.rfind(b"://") + 3
        long = cut - login > _LONGEST_LOGIN
        if hold and login >= len(b"://") and not long and not _LOGIN_ENDS.search(data, login):
            cut = login
        self._before, self._held = data[max(0, cut - 3) : cut], data[cut:]
        return _URL_LOGIN_BYTES.sub(_NO_LOGIN.encode(), data[:cut])[skip:]
