"""The log of a search, as commands that people can read, edit and replay."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from bisectbuild.bisection.axis import Axis, Point
from bisectbuild.bisection.commands import commands, words_of
from bisectbuild.bisection.terms import Terms, terms_of
from bisectbuild.bisection.verdict import Verdict
from bisectbuild.errors import FileFormatError, UsageError

_TITLE = re.compile(r"(?m)^# \S+: \[([^\]\n]+)\] (.*)$")
_COMMAND = ("bisectbuild", "bisect")


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What a log says: the words after `start`, and the marks in their order.

    `marks` are the last of each point, `answers` all that were written down.
    """

    start_words: tuple[str, ...]
    marks: tuple[tuple[int, Verdict], ...]
    answers: tuple[tuple[int, Verdict], ...]
    terms: Terms


def write_start(words: Sequence[str]) -> str:
    """Write the line that begins a search, ended by a line feed."""
    return _line("start", *words)


def shown_start(words: Sequence[str]) -> str:
    """Give that line as a person can see all of it, whoever wrote the words."""
    return _plain(_line("start", *words).rstrip("\n"))


def write_terms(terms: Terms) -> str:
    """Write the line that says which words stand for good and bad."""
    return _line("terms", terms.good, terms.bad)


def write_mark(point: Point, verdict: Verdict, terms: Terms) -> str:
    """Write a mark: a comment with the point's title for people, and the command."""
    word = terms.word(verdict)
    return f"# {word}: [{_plain(point.key)}] {_plain(point.title)}\n" + _line(word, point.key)


def read_log(text: str, axis: Axis, terms: Terms | None = None) -> Log:
    """Read a log; a later mark of a point takes the place of an earlier one.

    `terms` hold until the log says otherwise, and a second start begins anew. Raises
    FileFormatError, with the number of the line, for what is no such command and for a point that
    is not on the axis.
    """
    keys = {point.key: index for index, point in enumerate(axis.points)}
    start, named, terms = _read(text, terms or Terms())
    answers = tuple(
        (keys[key] if key in keys else _no_such_point(number, key, axis.word), verdict)
        for number, key, verdict in named
    )
    marks: dict[int, Verdict] = {}
    for index, verdict in answers:
        marks.pop(index, None)  # The last one of a point stands where it was written.
        marks[index] = verdict
    return Log(start_words=start, marks=tuple(marks.items()), answers=answers, terms=terms)


def read_named(text: str, terms: Terms) -> tuple[tuple[tuple[Point, Verdict], ...], Terms]:
    """Read the marks of a log for a search whose points are not known beforehand, and its terms.

    Titles are those of the comments; a key stands for one that is missing. Raises
    FileFormatError for what is no such command.
    """
    _, marks, terms = _read(text, terms)
    titles = dict(_TITLE.findall(text))
    named = ((Point(key=key, title=titles.get(key, key)), said) for _, key, said in marks)
    return tuple(named), terms


_Marks: TypeAlias = list[tuple[int, str, Verdict]]


def _read(text: str, terms: Terms) -> tuple[tuple[str, ...], _Marks, Terms]:
    """Give the words of the start, each mark with the number of its line, and the terms."""
    start: tuple[str, ...] = ()
    marks: _Marks = []
    for number, words in read_commands(text):
        match words:
            case ["start", *rest]:
                start, terms, marks = tuple(rest), _terms(number, rest, terms), []
            case ["terms", good, bad]:
                terms = _terms(number, [f"--term-good={good}", f"--term-bad={bad}"], terms)
            case [word, *named] if (verdict := terms.verdict(word)) and named:
                marks += [(number, key, verdict) for key in named]
            case _:
                _no_such_command(number, words, terms)
    return start, marks, terms


def read_start(text: str) -> tuple[str, ...] | None:
    """Give the words of the last start in a log, from which its axis can be had; None for none.

    Raises FileFormatError as `read_commands` does.
    """
    starts = [tuple(words[1:]) for _, words in read_commands(text) if words[:1] == ["start"]]
    return starts[-1] if starts else None


def read_commands(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give the number of each line that is a command, and its words after `bisectbuild bisect`.

    Comments and blank lines are passed over; a quoted word may go over several lines. Raises
    FileFormatError for a quote that is not closed and for another program's command.
    """
    for found in commands(text):
        if not found.closed:
            raise FileFormatError(
                f"Line {found.line} of the log opens a quote that is never closed.",
                hint="Close it, or put `#` before the line to leave it out.",
            )
        said = words_of(found.text)
        if tuple(said[:2]) != _COMMAND:
            _no_such_command(found.line, said, Terms())
        yield found.line, _without_remark(said[2:])


def _without_remark(words: list[str]) -> list[str]:
    """Drop what a person noted behind a mark; the words of a start are kept as they are."""
    if words[:1] == ["start"]:
        return words
    ends = [at for at, word in enumerate(words) if at > 1 and word.startswith("#")]
    return words[: ends[0]] if ends else words


def _terms(number: int, words: Sequence[str], terms: Terms) -> Terms:
    try:
        return terms_of(words, terms)
    except UsageError as error:
        raise FileFormatError(
            f"Line {number} of the log: {error.message}", hint=error.hint
        ) from error


def _no_such_point(number: int, key: str, word: str) -> NoReturn:
    raise FileFormatError(
        f"Line {number} of the log names the {word} {key!r}, which is not in this search.",
        hint="Correct it if it was edited. If the file changed since, put `#` before the line; "
        f"that {word} is then tested again if need be.",
    )


def _no_such_command(number: int, words: list[str], terms: Terms) -> NoReturn:
    raise FileFormatError(
        f"Line {number} of the log cannot be read: {_plain(shlex.join(words))}",
        hint=f"A line is `bisectbuild bisect` and `start …`, `terms GOOD BAD`, or `{terms.good}`, "
        f"`{terms.bad}` or `skip` with what it says that of. Put `#` before the line to leave "
        "it out.",
    )


def _line(*words: str) -> str:
    return shlex.join((*_COMMAND, *words)) + "\n"


def _plain(text: str) -> str:
    """Spell out what could leave the line or act on a terminal."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in text
    )
