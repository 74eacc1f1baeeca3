"""A bisection word by word, as git has it: start, good, bad, skip, log, replay and so on."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bisectbuild import record as records
from bisectbuild.axes.instructions import instructions_axis
from bisectbuild.bisection.choose import next_points
from bisectbuild.bisection.drive import settled
from bisectbuild.bisection.finding import Found, NeverBad, Undecided
from bisectbuild.bisection.marks import Marks
from bisectbuild.bisection.terms import Terms
from bisectbuild.bisection.verdict import Verdict
from bisectbuild.cli.bisect import hunt
from bisectbuild.cli.bisect.anew import (
    LIMITS,
    TERMS,
    joined,
    refuse_naming,
    refuse_one_answer,
    refuse_other,
    typed_options,
    without_word,
)
from bisectbuild.cli.bisect.asked import asked_by_hand
from bisectbuild.cli.bisect.going_on import resume
from bisectbuild.cli.bisect.marking import marked, pairs, point_of, with_log
from bisectbuild.cli.bisect.picture import picture
from bisectbuild.cli.bisect.refusing import (
    has_changed,
    refuse_change,
    refuse_log,
    refuse_other_test,
    refuse_sets,
)
from bisectbuild.cli.bisect.stored import stored
from bisectbuild.cli.bisect.telling import progress
from bisectbuild.cli.bisect.wish import wish
from bisectbuild.cli.options import build_options
from bisectbuild.cli.secrets import secrets_of
from bisectbuild.cli.work import bare_plan, command_line, read
from bisectbuild.dockerfile.check import check
from bisectbuild.errors import ExitCode, FileFormatError, UsageError
from bisectbuild.record import Record
from bisectbuild.tty.paint import Paint, wants_color

_MARKING = ("skip", "good", "bad")


def is_word(word: str) -> bool:
    """Tell whether a first word is one of a search by hand, and no Dockerfile."""
    if word in _WORDS or word in _MARKING:
        return True
    try:
        return records.current().start.terms.verdict(word) is not None
    except (UsageError, FileFormatError):
        return False


def take(words: tuple[str, ...], given: Mapping[str, Any]) -> int:
    """Do what a word says; give the exit code. Raises UsageError."""
    word, *rest = words
    if word in _WORDS:
        return _WORDS[word](tuple(rest), given)
    return _mark(word, tuple(rest), given)


def _start(words: tuple[str, ...], given: Mapping[str, Any]) -> int:
    options = build_options(given, words)
    want = asked_by_hand(given)
    dockerfile = read(options)
    check(dockerfile)
    secrets = secrets_of(options, dockerfile, os.environ)
    plan = bare_plan(dockerfile, options, secrets)
    axis = instructions_axis(plan, options).axis
    marks = Marks(axis=axis).with_mark(len(axis.points) - 1, Verdict.BAD)
    marks = marked(marks, want)
    start = records.Start(
        words=stored(without_word(list(given["typed"]), "start"), secrets),
        fingerprint=records.fingerprint(dockerfile.data),
        terms=want.terms,
        points=axis.points,
        parents=axis.parents,
        word=axis.word,
        file=str(options.dockerfile or "-"),
        by_hand=True,
        digest=records.fingerprint(dockerfile.data),
    )
    known = ((axis.points[at], verdict) for at, verdict in pairs(marks))
    found = records.begin(start, known)
    if found is None:
        raise FileFormatError("No folder can be written to keep the search in.")
    if _marks(found).verdict(len(axis.points) - 1) is Verdict.BAD:
        last, terms = axis.points[-1].key, want.terms
        _say(
            f"The last {axis.word} is taken as {terms.bad}; if it is not:"
            f" bisectbuild bisect {terms.good} {last}"
        )
    return _next(found, given)


def _mark(word: str, keys: tuple[str, ...], given: Mapping[str, Any]) -> int:
    found = records.current()
    verdict = found.start.terms.verdict(word)
    if verdict is None:
        good, bad = found.start.terms.good, found.start.terms.bad
        raise UsageError(
            f"In this search the words are {good} and {bad}, not {word}.",
            hint=f"bisectbuild bisect {good}",
        )
    marks = _marks(found)
    axis = marks.axis
    points = tuple(point_of(axis, key) for key in keys) or next_points(marks, 1)
    if not points:
        raise UsageError("Nothing is left to test.", hint="bisectbuild bisect log shows why.")
    for point in points:
        marks = marks.with_mark(point, verdict)
    marks.check()
    for point in points:
        found.note(point, verdict)
    return _next(found, given)


def _next(found: Record, given: Mapping[str, Any]) -> int:
    """Say what to look at next, or what was found."""
    del given
    marks, axis = _marks(found), found.start.axis
    points = next_points(marks, 1)
    if points:
        key = axis.points[points[0]].key
        _say(progress(axis.word, marks.left_after(points), marks.steps()))
        sys.stdout.write(f"{axis.points[points[0]].title}\n")
        for line in _look(found, key):
            _say(line)
        _say("Then say:    bisectbuild bisect " + " | ".join(map(found.start.terms.word, Verdict)))
        return ExitCode.HEALTHY
    return _told(marks, found.start.terms)


def _look(found: Record, key: str) -> Iterator[str]:
    """Give the command that opens a point, as the search builds it; warn of a changed file."""
    from bisectbuild.cli.bisect import read_again  # noqa: PLC0415 - it imports us

    if found.start.word != "instruction":
        return
    words, given = read_again(found.start.words)
    options = build_options(given, words)
    if has_changed(found, options):
        yield "The Dockerfile changed since this search was begun: begin again with start."
    yield f"Look at it:  {command_line('shell', options, f'--at={key}:after')}"


def _told(marks: Marks, terms: Terms) -> int:
    """Say what the marks come to, as nothing is left to look at; give the exit code."""
    word, points = marks.axis.word, marks.axis.points
    match settled(marks):
        case Found(culprit=culprit):
            sys.stdout.write(f"{points[culprit].title}\nis the first {terms.bad} {word}.\n")
            return ExitCode.BROKEN
        case NeverBad():
            sys.stdout.write(f"The last {word} is {terms.good}, so there is nothing to find.\n")
            return ExitCode.HEALTHY
        case Undecided(candidates=left):
            said = f"Only skipped {word}s are left; the first {terms.bad} one is one of:"
            sys.stdout.write(f"{said}\n")
            sys.stdout.writelines(f"  {points[index].title}\n" for index in left)
            return ExitCode.INCONCLUSIVE


def _marks(found: Record) -> Marks:
    """Give what is known of the points. Raises UsageError where there is no row of points."""
    refuse_sets(found)
    return with_log(Marks(axis=found.start.axis), found.log, found.start.terms)


def _show(words: tuple[str, ...], given: Mapping[str, Any]) -> int:
    del words
    found = records.current()
    paint = Paint(on=wants_color(given["color"], sys.stdout))
    sys.stdout.writelines(f"{line}\n" for line in picture(_marks(found), found.start.terms, paint))
    return ExitCode.HEALTHY


def _log(words: tuple[str, ...], given: Mapping[str, Any]) -> int:
    del words, given
    sys.stdout.buffer.write(records.current().log.encode(errors="surrogateescape"))
    sys.stdout.flush()
    return ExitCode.HEALTHY


def _replay(words: tuple[str, ...], given: Mapping[str, Any]) -> int:
    """Answer again what a log answers, an edited one perhaps."""
    if len(words) != 1 or given["test"]:
        raise UsageError(
            "replay takes one file and no test.", hint="bisectbuild bisect replay FILE"
        )
    try:
        text = Path(words[0]).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise FileFormatError(
            f"{words[0]} cannot be read: {why}.",
            hint="Name a log that `bisectbuild bisect log` printed.",
        ) from error
    found = records.current()
    refuse_naming(given, "replay")
    refuse_log(found, text)
    found.rewrite(text)
    if found.start.by_hand:
        return _next(found, given)
    return resume((), given, "replay", *words)


def _run(words: tuple[str, ...], given: Mapping[str, Any]) -> int:
    """Go on by a command: what was begun with `start`, tested with it."""
    from bisectbuild.cli.bisect import read_again  # noqa: PLC0415 - it imports us

    found = records.current()
    refuse_sets(found)
    if words or not given["test"]:
        raise UsageError("run takes a command after --.", hint="bisectbuild bisect run -- CMD…")
    refuse_other_test(found, given["test"])
    refuse_naming(given, "run")
    _, before = read_again(found.start.words)
    build = joined(_without_test(found.start.words), given, typed_options(given, "run"))
    first, whole = read_again((*build, "--", *given["test"]))
    if not found.start.by_hand:  # Who marked by hand waited for no test, and saw each point once.
        refuse_other(LIMITS, whole, before)
        refuse_one_answer(given, before)
    refuse_other(TERMS, whole, before)
    refuse_change(found, build_options(whole, first))
    return hunt.hunt(replace(wish(whole, first), log=found.log))


def _without_test(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[: words.index("--")] if "--" in words else words


def _reset(words: tuple[str, ...], given: Mapping[str, Any]) -> int:
    del words, given
    _say(
        "The search of this directory is forgotten."
        if records.drop()
        else "There was no search in this directory."
    )
    return ExitCode.HEALTHY


def _terms(words: tuple[str, ...], given: Mapping[str, Any]) -> int:
    del words, given
    terms = records.current().start.terms
    sys.stdout.write(f"{terms.good}\n{terms.bad}\n")
    return ExitCode.HEALTHY


def _go_on(words: tuple[str, ...], given: Mapping[str, Any]) -> int:
    del words
    return _next(records.current(), given)


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


_WORDS: dict[str, Callable[[tuple[str, ...], Mapping[str, Any]], int]] = {
    "start": _start,
    "next": _go_on,
    "visualize": _show,
    "view": _show,
    "log": _log,
    "replay": _replay,
    "reset": _reset,
    "terms": _terms,
    "run": _run,
}
