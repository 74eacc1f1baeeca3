"""A public key as OpenSSH writes it on a line: its kind, whether it is strong, its fingerprint."""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from dataclasses import dataclass
from typing import Final

_RSA: Final = "ssh-rsa"
_RSA_BITS: Final = 2048
_KINDS: Final = frozenset(
    {
        "ssh-ed25519",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com",
        "sk-ecdsa-sha2-nistp256@openssh.com",
        _RSA,
    }
)


class BadKeyError(ValueError):
    """A line that is no public key, or a weak one; its text says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """`blob` is the key as SSH sends it."""

    blob: bytes
    comment: str

    @property
    def fingerprint(self) -> str:
        """Give `SHA256:…`, as `ssh-keygen -l` does."""
        digest = base64.b64encode(hashlib.sha256(self.blob).digest()).decode()
        return f"SHA256:{digest.rstrip('=')}"


def read_key(text: str) -> PublicKey:
    """Read `KIND BASE64 [COMMENT]`. Raises BadKeyError."""
    kind, _, rest = text.partition(" ")
    data, _, comment = rest.strip().partition(" ")
    if "-cert-" in kind or kind.startswith("x509"):
        raise BadKeyError("certificates are not taken, only keys")
    if kind not in _KINDS:
        raise BadKeyError("it does not begin with a kind of key that is taken, such as ssh-ed25519")
    try:
        blob = base64.b64decode(data, validate=True)
        fields = _fields(blob)
    except (binascii.Error, struct.error, ValueError):
        raise BadKeyError("its key is damaged") from None
    if fields[:1] != [kind.encode()] or len(fields) < 2:  # noqa: PLR2004 - the kind, then the key
        raise BadKeyError("its key is of another kind than it says")
    if kind == _RSA and int.from_bytes(fields[-1]).bit_length() < _RSA_BITS:
        raise BadKeyError(f"its RSA key is weak, as it has fewer than {_RSA_BITS} bits")
    return PublicKey(blob=blob, comment=comment.strip())


def _fields(blob: bytes) -> list[bytes]:
    """Give the strings of which a key is made (RFC 4251, section 5; RFC 4253, section 6.6)."""
    fields = []
    while blob:
        (length,) = struct.unpack_from(">I", blob)
        field, blob = blob[4 : 4 + length], blob[4 + length :]
        if len(field) != length:
            raise ValueError
        fields.append(field)
    return fields
