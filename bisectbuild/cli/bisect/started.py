"""How a search by hand begins: from the words of a start, typed or in a log."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bisectbuild import record as records
from bisectbuild.axes.instructions import instructions_axis
from bisectbuild.bisection.marks import Marks
from bisectbuild.cli.bisect.asked import asked_by_hand
from bisectbuild.cli.bisect.marking import assuming, marked, pairs, with_log
from bisectbuild.cli.bisect.refusing import is_walk, refuse_sets
from bisectbuild.cli.bisect.stored import stored
from bisectbuild.cli.bisect.telling import say
from bisectbuild.cli.options import build_options
from bisectbuild.cli.secrets import secrets_of
from bisectbuild.cli.work import bare_plan, read
from bisectbuild.dockerfile.check import check
from bisectbuild.errors import FileFormatError
from bisectbuild.record import Record, Start


def started(words: tuple[str, ...], given: Mapping[str, Any]) -> tuple[Start, Marks]:
    """Give what a search begins with, and the marks that are said of it; nothing is written.

    The words of the record are those that were `typed`. Raises UsageError for what a search by
    hand cannot have, and what reading a Dockerfile raises.
    """
    options = build_options(given, words)
    want = asked_by_hand(given)
    dockerfile = read(options)
    check(dockerfile)
    secrets = secrets_of(options, dockerfile, os.environ)
    axis = instructions_axis(bare_plan(dockerfile, options, secrets), options).axis
    marks = marked(Marks(axis=axis), replace(want, whole=given["whole"]))
    start = Start(
        words=stored(list(given["typed"]), secrets),
        fingerprint=records.fingerprint(dockerfile.data),
        terms=want.terms,
        points=axis.points,
        parents=axis.parents,
        word=axis.word,
        file=str(options.dockerfile or "-"),
        by_hand=True,
        digest=records.fingerprint(dockerfile.data),
    )
    return start, marks


def begun(start: Start, marks: Marks) -> Record:
    """Write it down, and say what is taken for granted: that is in no log, as nobody said it.

    Raises FileFormatError where no folder can be written.
    """
    axis, terms = marks.axis, start.terms
    found = records.begin(start, ((axis.points[at], verdict) for at, verdict in pairs(marks)))
    if found is None:
        raise FileFormatError("No folder can be written to keep the search in.")
    if marks.verdict(marks.sink) is None and not is_walk(start):
        say(
            f"The last {axis.word} is taken as {terms.bad}; if it is not:"
            f" bisectbuild bisect {terms.good} {axis.points[marks.sink].key}"
        )
    return found


def marks_of(found: Record) -> Marks:
    """Give what is known of the points. Raises UsageError where there is no row of points."""
    refuse_sets(found)
    marks = with_log(Marks(axis=found.start.axis), found.log, found.start.terms)
    # Where every point is asked for, so is the last one.
    return assuming(marks) if found.start.by_hand and not is_walk(found.start) else marks
