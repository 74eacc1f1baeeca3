"""What a secret looks like, and taking it out of everything that leaves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

MASK = "***"
_SECRET_NAME = re.compile(
    r"(secret|token|passw|passphrase|credential|api_?key|access_?key|private_?key|auth|pwd)",
    re.IGNORECASE,
)
_URL_LOGIN = re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")
_SHORTEST = 4


def is_secret_name(name: str) -> bool:
    """Tell whether a variable of this name is likely to hold a secret."""
    return _SECRET_NAME.search(name) is not None


def secret_values(variables: Mapping[str, str]) -> tuple[str, ...]:
    """Give the values to hide, longest first so that no part of one is left standing.

    Values of fewer than four characters are no secrets, and hiding them would garble the text.
    """
    found = {
        value
        for name, value in variables.items()
        if is_secret_name(name) and len(value) >= _SHORTEST
    }
    return tuple(sorted(found, key=lambda value: (-len(value), value)))


def redact(text: str, secrets: Iterable[str]) -> str:
    """Give the text without the secrets and without logins in addresses."""
    for secret in secrets:
        text = text.replace(secret, MASK)
    return _URL_LOGIN.sub(MASK, text)


def redact_args(variables: Mapping[str, str]) -> dict[str, str]:
    """Give the variables with the values of the secret ones masked."""
    return {
        name: MASK if is_secret_name(name) else redact(value, ())
        for name, value in variables.items()
    }


class RedactedStream:
    """Takes secrets out of bytes that arrive in pieces, wherever the pieces are cut.

    Up to one byte less than the longest secret is held back until the next piece or the end.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = [secret.encode(errors="surrogateescape") for secret in secrets]
        self._keep = max((len(secret) for secret in self._secrets), default=1) - 1
        self._held = b""

    def feed(self, data: bytes) -> bytes:
        """Take a piece, give what may leave now."""
        if not self._secrets:
            return data
        clean = self._clean(self._held + data)
        cut = len(clean) - self._keep
        if cut <= 0:
            self._held = clean
            return b""
        self._held = clean[cut:]
        return clean[:cut]

    def finish(self) -> bytes:
        """Give what was held back."""
        held, self._held = self._held, b""
        return held

    def _clean(self, data: bytes) -> bytes:
        for secret in self._secrets:
            data = data.replace(secret, MASK.encode())
        return data
