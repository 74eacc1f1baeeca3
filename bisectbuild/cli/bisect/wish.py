"""A bisection that is asked for, as one frozen value made at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bisectbuild.cli.bisect.asked import Asked, asked, refuse_no_word
from bisectbuild.cli.options import build_options, manner
from bisectbuild.options import BuildOptions, Manner

_NO_SHELL = {"no_shell": True, "execute": None, "prompt": False, "keep": "", "no_probe": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A bisection that is asked for: which build, how to behave, what to ask.

    `typed` are the words as they were typed; `log` is one whose answers hold already, if what is
    searched still has the fingerprint `expected` ("" for any).
    """

    options: BuildOptions
    how: Manner
    asked: Asked
    typed: tuple[str, ...]
    log: str = ""
    expected: str = ""


def manner_of(given: Mapping[str, Any]) -> Manner:
    """Give how a bisection behaves, which opens no shell. Raises as `manner` does."""
    return manner({**given, **_NO_SHELL})


def wish(given: Mapping[str, Any], words: tuple[str, ...]) -> Wish:
    """Turn what click read into one value. Raises UsageError."""
    if words and not given["file"] and not given["test"]:
        refuse_no_word(words[0])
    return Wish(
        options=build_options(given, words),
        how=manner_of(given),
        asked=asked(given, given["test"]),
        typed=given["typed"],
    )
