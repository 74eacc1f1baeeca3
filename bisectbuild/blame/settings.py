"""What of a shell decides which failure counts: `set -e`, `set -o pipefail`, `set -x`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

_FLAGS: Final = re.compile(r"[-+][A-Za-z]+\Z")
_LONG: Final = {"errexit": "errexit", "pipefail": "pipefail", "xtrace": "trace"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The options in force at a place."""

    errexit: bool = False
    pipefail: bool = False
    trace: bool = False

    def after(self, words: tuple[str, ...]) -> Settings:
        """Give what holds after `set` with these words, or in a shell that begins with them."""
        found = self
        sign = "-"
        for word in words:
            if _FLAGS.match(word):
                sign = word[0]
                found = found._with("errexit", sign, "e" in word)._with("trace", sign, "x" in word)
            elif word in _LONG:
                found = found._with(_LONG[word], sign, said=True)
        return found

    def _with(self, name: str, sign: str, said: bool) -> Settings:  # noqa: FBT001 - a fact
        on = sign == "-"
        if not said:
            return self
        match name:
            case "errexit":
                return replace(self, errexit=on)
            case "pipefail":
                return replace(self, pipefail=on)
        return replace(self, trace=on)
