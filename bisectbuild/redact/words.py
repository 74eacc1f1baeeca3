"""Taking secrets out of a command line that is at hand as its words, blanks in them and all."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.redact import MASK
from bisectbuild.redact.text import flag_takes_secret, gives_secret, redact_command

_NAME: Final = re.compile(r"-{0,2}([A-Za-z_][\w-]*)", re.ASCII)
_NAMED: Final = re.compile(rf"{_NAME.pattern}=", re.ASCII)


def redact_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give the words as they may be shown.

    Of `NAME=value` and of `--flag value` the value is masked to its end where the name speaks of
    a secret. A word may be a command of its own, as behind `sh -c`.
    """
    return tuple(
        MASK if _is_flags_secret(before, word) else _shown(word)
        for before, word in zip(("", *words), words, strict=False)
    )


def _is_flags_secret(flag: str, word: str) -> bool:
    name = _NAME.fullmatch(flag)
    if name is None or not flag.startswith("-") or word.startswith("-"):
        return False
    return flag_takes_secret(name[1]) and gives_secret(name[1], word)


def _shown(word: str) -> str:
    at = 0
    # Of `--build-arg=TOKEN=x` the name stands in the value; a hostile word has thousands of them.
    while named := _NAMED.match(word, at):
        at = named.end()
        if gives_secret(named[1], word, at):
            return f"{word[:at]}{MASK}"
    return f"{word[:at]}{redact_command(word[at:], ())}"
