"""A bisection word by word, as git has it: start, good, bad, skip, log, replay and so on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from bisectbuild import record as records
from bisectbuild.bisection.choose import next_points
from bisectbuild.bisection.marks import Marks
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
from bisectbuild.cli.bisect.ended import ended, manner_at_end
from bisectbuild.cli.bisect.going_on import answered
from bisectbuild.cli.bisect.marking import point_of
from bisectbuild.cli.bisect.picture import picture
from bisectbuild.cli.bisect.refusing import (
    has_changed,
    is_walk,
    may_contradict,
    refuse_change,
    refuse_other_test,
    refuse_sets,
)
from bisectbuild.cli.bisect.replaying import replay
from bisectbuild.cli.bisect.started import begun, marks_of, started
from bisectbuild.cli.bisect.telling import progress, say
from bisectbuild.cli.bisect.wish import wish
from bisectbuild.cli.options import build_options
from bisectbuild.cli.work import command_line
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
    typed = without_word(list(given["typed"]), "start")
    return _next(begun(*started(words, {**given, "typed": tuple(typed)})), given)


def _mark(word: str, keys: tuple[str, ...], given: Mapping[str, Any]) -> int:
    found = records.current()
    verdict = found.start.terms.verdict(word)
    if verdict is None:
        good, bad = found.start.terms.good, found.start.terms.bad
        raise UsageError(
            f"In this search the words are {good} and {bad}, not {word}.",
            hint=f"bisectbuild bisect {good}",
        )
    if _wants_report(given):  # What cannot be written is told before anything is marked.
        manner_at_end(found, given)
    marks = marks_of(found)
    points = tuple(point_of(marks.axis, key) for key in keys) or _ahead(found, marks)[0]
    if not points:
        raise UsageError("Nothing is left to test.", hint="bisectbuild bisect log shows why.")
    any_way = may_contradict(found.start)
    for point in points:
        marks = (marks.with_answer if any_way else marks.with_mark)(point, verdict)
    _ahead(found, marks)  # What leaves nothing to find is told before it is kept.
    for point in points:
        found.note(point, verdict)
    return _next(found, given)


def _next(found: Record, given: Mapping[str, Any], *, as_begun: bool = True) -> int:
    """Say what to look at next, or what was found."""
    marks, axis = marks_of(found), found.start.axis
    points, left, steps = _ahead(found, marks)
    if not points:
        return ended(found, marks, given, as_begun=as_begun)
    key = axis.points[points[0]].key
    say(progress(axis.word, left, steps))
    sys.stdout.write(f"{axis.points[points[0]].title}\n")
    for line in _look(found, key):
        say(line)
    say("Then say:    bisectbuild bisect " + " | ".join(map(found.start.terms.word, Verdict)))
    if _wants_report(given):
        say("No report yet: it comes where the search ends, as start or the last word asks for it.")
    return ExitCode.HEALTHY


def _wants_report(given: Mapping[str, Any]) -> bool:
    return bool({"reports", "form"} & set(given["said"]))


def _ahead(found: Record, marks: Marks) -> tuple[tuple[int, ...], int, int]:
    """Give the point to look at next, none at the end; how many are left, in how many rounds.

    Raises UsageError for marks that no first bad point fits.
    """
    if is_walk(found.start):  # Every point is looked at, one by one.
        rest = [at for at in range(len(marks.axis.points)) if marks.verdict(at) is None]
        return tuple(rest[:1]), len(rest) - 1, len(rest) - 1
    points = next_points(marks, 1)
    return (points, marks.left_after(points), marks.steps()) if points else ((), 0, 0)


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


def _show(words: tuple[str, ...], given: Mapping[str, Any]) -> int:
    del words
    found = records.current()
    paint = Paint(on=wants_color(given["color"], sys.stdout))
    sys.stdout.writelines(
        f"{line}\n" for line in picture(marks_of(found), found.start.terms, paint)
    )
    return ExitCode.HEALTHY


def _log(words: tuple[str, ...], given: Mapping[str, Any]) -> int:
    del words, given
    sys.stdout.buffer.write(records.current().log.encode(errors="surrogateescape"))
    sys.stdout.flush()
    return ExitCode.HEALTHY


def _replay(words: tuple[str, ...], given: Mapping[str, Any]) -> int:
    return replay(words, given, _next)


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
    # Whoever marked by hand looked at no more than the file; that of a test is checked anew.
    expected = "" if found.start.by_hand else found.start.fingerprint
    return hunt.hunt(replace(wish(whole, first), log=answered(found), expected=expected))


def _without_test(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[: words.index("--")] if "--" in words else words


def _reset(words: tuple[str, ...], given: Mapping[str, Any]) -> int:
    del words, given
    say(
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
    found = records.current()
    # The reports of a command that has ended tell more than its marks do, and stay.
    return _next(found, given, as_begun=found.start.by_hand)


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
