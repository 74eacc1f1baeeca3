"""Taking secrets out of a command line that is at hand as its words, blanks in them and all."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

from bisectbuild.redact import MASK
from bisectbuild.redact.text import flag_takes_secret, gives_secret, redact_command

_NAME: Final = re.compile(r"-{0,2}([A-Za-z_][\w-]*)", re.ASCII)
_NAMED: Final = re.compile(rf"{_NAME.pattern}=", re.ASCII)
_SHELLS: Final = frozenset({"sh", "ash", "bash", "dash", "ksh", "zsh"})
_MOST_FLAGS: Final = 8
_TAKES_SCRIPT: Final = re.compile(r"-[A-Za-z]*c[A-Za-z]*", re.ASCII)
# A value in a shell's text whose end is sure: none of several parts, as in `a"b c"` or `a\ b`.
_IN_SCRIPT: Final = re.compile(r"""(?:"[^"\\$`]*"|'[^']*'|[^\s"'\\$`();&|<>]+)(?=[\s;&|)]|\Z)""")


def redact_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give the words as they may be shown.

    Of `NAME=value` and of `--flag value` the value is masked to its end where the name speaks of
    a secret. A word may be a command of its own; behind `sh -c` it is one, so that a blank ends
    a value in it.
    """
    return tuple(
        MASK if _is_flags_secret(before, word) else _shown(word, is_script=_is_script(words, at))
        for at, (before, word) in enumerate(zip(("", *words), words, strict=False))
    )


def _is_script(words: tuple[str, ...], at: int) -> bool:
    """Tell whether a word is what a shell is given to run: `bash -o pipefail -ec …`."""
    if not at or not _TAKES_SCRIPT.fullmatch(words[at - 1]):
        return False
    before = reversed(words[max(at - _MOST_FLAGS, 0) : at - 1])
    program = next((w for w in before if not w.startswith("-") and w != "pipefail"), "")
    return PurePath(program).name in _SHELLS


def _is_flags_secret(flag: str, word: str) -> bool:
    name = _NAME.fullmatch(flag)
    if name is None or not flag.startswith("-") or word.startswith("-"):
        return False
    return flag_takes_secret(name[1]) and gives_secret(name[1], word)


def _shown(word: str, *, is_script: bool) -> str:
    at = 0
    # Of `--build-arg=TOKEN=x` the name stands in the value; a hostile word has thousands of them.
    while named := _NAMED.match(word, at):
        at = named.end()
        if gives_secret(named[1], word, at):
            value = _IN_SCRIPT.match(word, at) if is_script else None
            return f"{word[:at]}{MASK}{redact_command(word[value.end() :], ()) if value else ''}"
    return f"{word[:at]}{redact_command(word[at:], ())}"
