"""What of secrets to hide: their lines, and the forms in which they are written elsewhere."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import quote, quote_plus

from bisectbuild.redact.names import is_secret_name

_SHORTEST: Final = 4
_SHORTEST_LINE: Final = 8
_SHORTEST_CODE: Final = 8
# Columns at which `base64`, `openssl` and mail break lines of base64.
_WRAPPED: Final = (76, 64)
_LOGIN: Final = re.compile(r"://([^/\s@]+)@")
_ESCAPE: Final = re.compile(r"%[0-9A-F]{2}")
_HARMLESS: Final = frozenset({"true", "false", "yes", "no", "0", "1", "none", "null"})


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
    return _longest_first(value for value in found if value.lower() not in _HARMLESS)


def looks_random(value: str) -> bool:
    """Tell whether a value can be hidden wherever it stands: `postgres` would garble a log."""
    kinds = (str.islower, str.isupper, str.isdigit, lambda char: not char.isalnum())
    return len(value) >= _SHORTEST_LINE and sum(any(map(kind, value)) for kind in kinds) > 1


def login_values(values: Iterable[str]) -> Iterator[str]:
    """Give the passwords, and the tokens that stand for a name, of addresses with a login."""
    for value in values:
        for match in _LOGIN.finditer(value):
            name, _, password = match[1].partition(":")
            yield password or name


@lru_cache(maxsize=8)
def every_form(secrets: tuple[str, ...]) -> tuple[str, ...]:
    """Give the secrets and how they look in base64, in an address and in JSON; longest first.

    Base64 packs three bytes into four characters, so a secret within a longer text has three
    forms; the characters at its ends that hold bits of its neighbours are left out.
    """
    found = {secret for secret in secrets if secret}
    for secret in tuple(found):
        found.update(form for form in _forms(secret) if len(form) >= _SHORTEST_CODE)
        found.update((*_in_addresses(secret), json.dumps(secret)[1:-1]))
    return _longest_first(found)


def _forms(secret: str) -> Iterator[str]:
    data = secret.encode(errors="surrogateescape")
    for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
        whole = alphabet(data).decode("ascii")
        yield whole
        for width in _WRAPPED:
            if len(whole) > width:
                yield from (whole[at : at + width] for at in range(0, len(whole), width))
                # What `echo` adds to a secret changes the last characters of the last line.
                yield whole[len(whole) // width * width : len(data) * 8 // 6]
        for before in range(3):
            coded = alphabet(b"\0" * before + data).decode("ascii")
            # Characters that hold a bit of what stands before, and of what may follow.
            start = -(-before * 8 // 6)
            end = (before + len(data)) * 8 // 6
            yield coded[start:end]


def _in_addresses(secret: str) -> Iterator[str]:
    """Give the forms in an address: programs differ in `/`, blanks, and the case of hex digits."""
    for form in (
        quote(secret, safe="", errors="replace"),
        quote(secret, errors="replace"),
        quote_plus(secret, errors="replace"),
    ):
        yield form
        yield _ESCAPE.sub(lambda match: match[0].lower(), form)


def _longest_first(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(values, key=lambda value: (-len(value), value)))
