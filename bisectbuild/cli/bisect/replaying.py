"""Answering again what a log answers: in the search of this directory, or one begun from the log.

A log may be anyone's, so that nothing is run, written or handed to a build that only it names.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeAlias

import click

from bisectbuild import record as records
from bisectbuild.bisection import logfile
from bisectbuild.bisection.log import read_start, shown_start
from bisectbuild.cli.bisect import hunt
from bisectbuild.cli.bisect.anew import (
    LIMITS,
    TERMS,
    naming,
    refuse_naming,
    refuse_one_answer,
    refuse_other,
    without_word,
)
from bisectbuild.cli.bisect.ended import manner_at_end
from bisectbuild.cli.bisect.going_on import resume
from bisectbuild.cli.bisect.marking import with_log
from bisectbuild.cli.bisect.refusing import may_contradict, refuse_log
from bisectbuild.cli.bisect.started import begun, started
from bisectbuild.cli.bisect.stored import stored
from bisectbuild.cli.bisect.telling import say
from bisectbuild.cli.bisect.wish import wish
from bisectbuild.cli.options import build_options
from bisectbuild.cli.secrets import secrets_of
from bisectbuild.cli.work import read
from bisectbuild.errors import FileFormatError, UsageError
from bisectbuild.questions.registry import ready_made
from bisectbuild.record import Record

Next = Callable[[Record, Mapping[str, Any]], int]

# What of a start only says which file is read, and which of its instructions are known.
_PLAIN: Final = frozenset(
    {
        *("file", "target", "build_arg", "platform"),
        *("good", "bad", "skip", "term_good", "term_bad"),
    }
)
_START: Final = "bisectbuild bisect start"
# The positional words of a search, and its options.
_Said: TypeAlias = tuple[tuple[str, ...], Mapping[str, Any]]


def replay(words: tuple[str, ...], given: Mapping[str, Any], go_on: Next) -> int:
    """Answer again what a log answers, an edited one perhaps; `go_on` is what follows by hand.

    Nothing of the search that there is gets lost where the log cannot be taken.
    """
    if not words:
        raise _one_file()
    text = _text(words[0])
    try:
        found = records.current()
    except UsageError:
        begins = read_start(text) if _START in text else None
        if begins is None:
            raise
        return _anew(words, given, (text, begins), go_on)
    if len(words) != 1 or given["test"]:
        raise _one_file()
    refuse_naming(given, "replay")
    refuse_log(found.start, text)
    if not found.start.by_hand:
        return resume((), given, "replay", *words, log=text)
    manner_at_end(found, given)
    found.rewrite(text)
    return go_on(found, given)


def _one_file() -> UsageError:
    return UsageError("replay takes one file and no test.", hint="bisectbuild bisect replay FILE")


def _text(name: str) -> str:
    """Read a log; words in it may be of any bytes, but for the one that no word can have."""
    try:
        data = Path(name).read_bytes()
        why = "it is no text" if b"\0" in data else ""
    except OSError as error:
        data, why = b"", error.strerror or "it cannot be opened"
    if why:
        raise FileFormatError(
            f"{name} cannot be read: {why}.",
            hint="Name a log that `bisectbuild bisect log` printed.",
        )
    return data.decode(errors=logfile.BYTES)


def _anew(
    words: tuple[str, ...], given: Mapping[str, Any], log: tuple[str, tuple[str, ...]], go_on: Next
) -> int:
    """Begin the search of a log where there is none, and answer what the log answers."""
    text, begins = log
    file, *rest = words
    said = _read_start(begins)
    if not rest and not given["test"] and not naming(given):
        _refuse_alone(file, begins, said[1], given)
        say(f"Begun as the log says:  {shown_start(begins)}")
        return _by_hand(said, text, given, go_on)
    typed = without_word(without_word(list(given["typed"]), "replay"), file)
    whole = tuple(rest), {**given, "typed": tuple(typed)}
    _refuse_other_words(file, begins, whole, said)
    if not _asks(given):
        return _by_hand(whole, text, given, go_on)
    return hunt.hunt(replace(wish(whole[1], whole[0]), log=text))


def _read_start(begins: tuple[str, ...]) -> _Said:
    from bisectbuild.cli.bisect import read_again  # noqa: PLC0415 - it imports us

    try:
        return read_again(begins)
    except (click.ClickException, click.exceptions.Exit) as error:
        raise FileFormatError(
            f"The line that begins this log cannot be read: {shown_start(begins)}",
            hint="Correct it, or begin yourself with bisectbuild bisect start, and replay then.",
        ) from error


def _refuse_alone(
    file: str, begins: tuple[str, ...], said: Mapping[str, Any], given: Mapping[str, Any]
) -> None:
    """Raise UsageError where a log would have more done than a Dockerfile be read.

    An option that is typed as the log has it is not the log's alone.
    """
    typed = {name for name in given["said"] if given[name] == said[name]}
    if said["test"] or set(said["said"]) - _PLAIN - typed:
        raise UsageError(
            "There is no search in this directory, and the one of this log has a test or options"
            " of its own, which are not taken from a file alone.",
            hint=_whole(file, begins),
        )


def _whole(file: str, begins: tuple[str, ...]) -> str:
    rest = shown_start(begins).removeprefix(_START)
    return (
        "Read the line that begins it, and where you trust it type that too:"
        f" bisectbuild bisect replay {shlex.quote(file)}{rest}"
    )


def _refuse_other_words(file: str, begins: tuple[str, ...], whole: _Said, said: _Said) -> None:
    """Raise UsageError where what is typed is not what the answers of a log are of.

    A log has no secrets, so that they do not count here.
    """
    from bisectbuild.cli.bisect import read_again  # noqa: PLC0415 - it imports us

    options = build_options(whole[1], whole[0])
    secrets = secrets_of(options, read(options), os.environ)
    words, given = read_again(stored(list(whole[1]["typed"]), secrets))
    names = {"test", *naming(given), *naming(said[1])}
    if words != said[0] or any(given[name] != said[1][name] for name in names):
        raise UsageError(
            "What is typed here is not what the answers of this log are of.",
            hint=_whole(file, begins),
        )
    refuse_other((*LIMITS, *TERMS), whole[1], said[1])
    refuse_one_answer(whole[1], said[1])


def _asks(given: Mapping[str, Any]) -> bool:
    return bool(given["test"] or {"axis", "host_cmd", *ready_made()} & set(naming(given)))


def _by_hand(said: _Said, text: str, given: Mapping[str, Any], go_on: Next) -> int:
    """Begin a search by hand with what it is begun with, and what a log answers."""
    start, marks = started(*said)
    refuse_log(start, text)
    marks = with_log(marks, text, start.terms)
    if not may_contradict(start):
        marks.check()
    return go_on(begun(start, marks), given)
