"""Taking secrets out of bytes that come in pieces, cut anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from bisectbuild.redact import MASK
from bisectbuild.redact.shapes import (
    ASSIGN_MARKS,
    AUTHORIZATION_MARKS,
    KEY_MARK,
    WORDS,
    mask_shapes,
)
from bisectbuild.redact.values import every_form

_MASK: Final = MASK.encode()
_MARKS: Final = tuple(
    mark.encode()
    for mark in (*(m for shape in WORDS for m in shape.marks), *ASSIGN_MARKS, *AUTHORIZATION_MARKS)
    if mark != "://"
)
_LOGIN: Final = b"://"
_KEY_MARK: Final = KEY_MARK.encode()
_KEY_BEGINS: Final = b"-----BEGIN "
_KEY_ENDS: Final = b"-----END"
_KEY_BODY: Final = re.compile(rb"[A-Za-z0-9+/=:,.\-\s\\]*")
_LONGEST_KEY: Final = 16 * 1024
_LONGEST_WORD: Final = 8192
# Blanks end a word; a header's value stands behind one.
_BLANK: Final = re.compile(rb"[\s](?=[^\s]*\Z)")
_HEADER: Final = re.compile(rb"(?i)authorization:\s*(?:[a-z]+\s*)?[^\s]*\Z")
# Longer than every mark, so that a mark that was cut in two is seen when its rest comes.
_CONTEXT: Final = 32


class RedactedStream:
    """Takes secrets, in whatever form, and what looks like one out of bytes.

    Only what may be the start of a secret is held back, up to its end. Memory stays below the
    longest secret, 8 KiB for a word and 16 KiB for a key: a longer one is none.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = _Secrets(every_form(tuple(secrets)))
        self._shapes = _Shapes()

    def feed(self, data: bytes) -> bytes:
        """Take a piece, give what may leave now."""
        return self._shapes.feed(self._secrets.feed(data))

    def finish(self) -> bytes:
        """Give what was held back."""
        return self._shapes.feed(self._secrets.finish()) + self._shapes.finish()


class _Secrets:
    """Masks secrets, the leftmost first and of those that begin together the longest."""

    def __init__(self, secrets: Iterable[str]) -> None:
        found = {secret.encode(errors="surrogateescape") for secret in secrets if secret}
        self._secrets = sorted(found, key=lambda secret: (-len(secret), secret))
        self._any = re.compile(b"|".join(map(re.escape, self._secrets)))
        self._longest = len(self._secrets[0]) if self._secrets else 0
        # By how they begin: nearly no place of a log begins as one of them does.
        self._begun: dict[bytes, list[bytes]] = {}
        for secret in self._secrets:
            self._begun.setdefault(secret[:1], []).append(secret)
            self._begun.setdefault(secret[:2], []).append(secret)
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
        end = len(data)
        for at in range(max(start, end - self._longest + 1), end):
            rest = data[at:]
            begun = self._begun.get(rest[:2])
            if begun and any(secret != rest and secret.startswith(rest) for secret in begun):
                return at
        return end


class _Shapes:
    """Masks what its shape tells to be secret; holds back a word, or a key, until it has ended.

    What tells a shape stays and comes first, so of a mark that was cut in two the first part may
    have left already: it is looked at again with what follows it.
    """

    def __init__(self) -> None:
        self._before = b""
        self._held = b""

    def feed(self, data: bytes) -> bytes:
        data = self._held + data
        cut = _ended(self._before, data)
        self._held = data[cut:]
        return self._masked(data[:cut])

    def finish(self) -> bytes:
        held, self._held = self._held, b""
        return self._masked(held)

    def _masked(self, data: bytes) -> bytes:
        if not data:
            return b""
        skip, seen = len(self._before), self._before + data
        if _is_marked(seen):
            # Latin 1 maps each byte to a character and back. What was masked stays as it is.
            seen = mask_shapes(seen.decode("latin-1")).encode("latin-1")
        self._before = seen[-_CONTEXT:]
        return seen[skip:]


def _ended(before: bytes, data: bytes) -> int:
    """Give where the last word, or key, begins that may be secret and has not ended."""
    seen = before + data
    key = seen.rfind(_KEY_BEGINS)
    if key >= 0 and _is_open_key(seen[key:]):
        return max(key - len(before), 0)
    start = max(len(seen) - _LONGEST_WORD, 0)
    if header := _HEADER.search(seen, start):
        return max(header.start() - len(before), 0)
    blank = _BLANK.search(seen, start)
    word = seen[blank.end() if blank else start :]
    if len(word) < _LONGEST_WORD and _may_go_on(word):
        return max(len(data) - len(word), 0)
    return len(data)


def _may_go_on(word: bytes) -> bool:
    """Tell whether more of a secret may follow; a login in an address ends before its path."""
    if any(mark in word for mark in _MARKS):
        return True
    return _LOGIN in word and b"/" not in word[word.rfind(_LOGIN) + len(_LOGIN) :]


def _is_open_key(text: bytes) -> bool:
    """Tell whether a private key begins here that has not ended; its first line may be cut."""
    if len(text) > _LONGEST_KEY or _KEY_ENDS in text:
        return False
    line, _, rest = text.partition(b"\n")
    if _KEY_MARK not in line:
        return not rest and len(line) < _CONTEXT
    return _KEY_BODY.fullmatch(rest) is not None


def _is_marked(data: bytes) -> bool:
    return _LOGIN in data or _KEY_MARK in data or any(mark in data for mark in _MARKS)
