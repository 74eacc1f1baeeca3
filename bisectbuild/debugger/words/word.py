"""One word of the prompt as a record: how it is typed, what it says of itself, what it does."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import TypeAlias

from bisectbuild.debugger.port import Workbench
from bisectbuild.debugger.state import Out, State, Then
from bisectbuild.errors import UsageError


class Completes(Enum):
    """What TAB offers behind a word."""

    NOTHING = auto()
    PLACES = auto()  # lines and stages
    SIDES = auto()  # before and after, lines and stages
    STOPS = auto()  # lines, stages and keywords
    NUMBERS = auto()  # of the break points
    PATHS = auto()  # of the container
    FILES = auto()  # of this machine
    ARGS = auto()  # names of build args
    WORDS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """What was typed behind a word. `usage` is how the word is meant to be typed."""

    text: str
    usage: str

    def words(self, least: int = 0, most: int = 0) -> tuple[str, ...]:
        """Give its words, read as a shell would. Raises UsageError for too few or too many."""
        try:
            found = tuple(shlex.split(self.text))
        except ValueError as error:
            raise UsageError(f"{error} in: {self.text}", hint="Close the quote.") from None
        if not least <= len(found) <= most:
            raise UsageError(
                "Too few words." if len(found) < least else "Too many words.",
                hint=f"Type it as: {self.usage}",
            )
        return found

    def number(self, otherwise: int) -> int:
        """Give its one word as a number above zero. Raises UsageError for anything else."""
        words = self.words(most=1)
        if not words:
            return otherwise
        if not (words[0].isascii() and words[0].isdigit() and int(words[0])):
            raise UsageError(f"{words[0]} is no number above zero.", hint=f"Usage: {self.usage}")
        return int(words[0])


def file_of(word: str) -> Path:
    """Give the path of this machine that a word names. Raises UsageError for nobody's `~name`."""
    try:
        return Path(word).expanduser()
    except RuntimeError:
        raise UsageError(
            f"{word} names the home of a user whom this machine does not know.",
            hint="Write ~/ for your own home, ./~ for a name that begins so, or the whole path.",
        ) from None


Handler: TypeAlias = Callable[[Workbench, State, Arguments, Out], Then]


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word. `help` is its whole help, `summary` the line in the list.

    `repeats`: an empty line after it does it once more, with what was typed behind it left off.
    """

    name: str
    usage: str
    summary: str
    help: str
    handler: Handler
    aliases: tuple[str, ...] = ()
    completes: Completes = Completes.NOTHING
    repeats: bool = False
