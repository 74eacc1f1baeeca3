"""What of a shell decides which failure counts: `set -e`, `set -o pipefail`, `set -x`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

_FLAGS: Final = re.compile(r"[-+][A-Za-z]+\Z")
# The numbers of the subshells that a place lies in, the outermost first.
Scope = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The options in force at a place."""

    errexit: bool = False
    pipefail: bool = False
    trace: bool = False

    def after(self, words: Iterable[str]) -> Settings:
        """Give what holds after `set` with these words, or in a shell that begins with them."""
        found, on = self, True
        for word in words:
            letters = word[1:] if _FLAGS.match(word) else ""
            on = word[0] == "-" if letters else on
            if "e" in letters or word == "errexit":
                found = replace(found, errexit=on)
            if "x" in letters or word == "xtrace":
                found = replace(found, trace=on)
            if word == "pipefail":
                found = replace(found, pipefail=on)
        return found


PLAIN: Final = Settings()


@dataclass(frozen=True, slots=True)
class Modes:
    """The options in force on one way through a text: what `set` changed, by subshell."""

    base: Settings = PLAIN
    changes: tuple[tuple[Scope, Settings], ...] = ()

    def at(self, scope: Scope) -> Settings:
        """Give what holds in a subshell."""
        for where, settings in reversed(self.changes):
            if scope[: len(where)] == where:
                return settings
        return self.base

    def after(self, scope: Scope, words: Iterable[str]) -> Modes:
        """Give what holds after `set` with these words in a subshell."""
        others = tuple(change for change in self.changes if change[0] != scope)
        return Modes(self.base, (*others, (scope, self.at(scope).after(words))))
