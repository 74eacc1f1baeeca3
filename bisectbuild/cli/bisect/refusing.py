"""What a search by hand refuses: a record, a log or a Dockerfile that it cannot go by."""

from __future__ import annotations

from fnmatch import fnmatchcase
from glob import escape

from bisectbuild import record as records
from bisectbuild.axes.context import is_part
from bisectbuild.bisection.log import read_log, read_named
from bisectbuild.bisection.marks import Marks
from bisectbuild.cli.bisect.marking import with_log
from bisectbuild.errors import FileFormatError, UsageError
from bisectbuild.options import BuildOptions
from bisectbuild.record import Record, Start
from bisectbuild.redact import MASK

_RESUME = "bisectbuild bisect --resume"


def has_changed(found: Record, options: BuildOptions) -> bool:
    """Tell whether the Dockerfile is another one than that which the marks are of."""
    if options.dockerfile is None or not options.dockerfile.is_file():
        return False
    return found.start.digest not in {"", records.fingerprint(options.dockerfile.read_bytes())}


def refuse_sets(found: Record) -> None:
    """Raise UsageError for a search whose points are no row."""
    if not found.start.points:
        raise UsageError(
            f"This search goes by each {found.start.word}; they are no row to show or mark.",
            hint=f"Go on with it: {_RESUME}. What was answered: bisectbuild bisect log",
        )


def refuse_other_test(found: Record, test: tuple[str, ...]) -> None:
    """Raise UsageError for a test, where the answers so far are another one's and no person's.

    Of words that are kept without a secret, the fingerprint tells later whether they are the same.
    """
    words = found.start.words
    own = words[words.index("--") + 1 :] if "--" in words else ()
    if not found.start.by_hand and not _may_be(test, own):
        whole = any(MASK in word for word in words)
        how = "type its whole command again, with --resume" if whole else _RESUME
        raise UsageError(
            "The answers so far are those of another test, and say nothing of this one.",
            hint=f"Begin anew with it: bisectbuild bisect … -- CMD. To go on with the other: {how}",
        )


def _may_be(test: tuple[str, ...], kept: tuple[str, ...]) -> bool:
    """Tell whether words may be those that are kept, in which any secret is masked."""
    shapes = ("*".join(map(escape, word.split(MASK))) for word in kept)
    return len(test) == len(kept) and all(map(fnmatchcase, test, shapes))


def refuse_change(found: Record, options: BuildOptions) -> None:
    """Raise UsageError where marks are of another Dockerfile."""
    if has_changed(found, options):
        raise UsageError(
            "The Dockerfile changed since this search was begun, so its marks may not hold.",
            hint="Begin again: bisectbuild bisect start",
        )


def is_walk(start: Start) -> bool:
    """Tell whether every point is asked for, as all changes are looked for."""
    from bisectbuild.cli.bisect import read_again  # noqa: PLC0415 - it imports us

    return bool(read_again(start.words)[1]["whole"])


def may_contradict(start: Start) -> bool:
    """Tell whether marks may contradict one another: all changes are looked for, or evidence.

    A person says one thing of a point, so that a contradiction is a slip there.
    """
    from bisectbuild.cli.bisect import read_again  # noqa: PLC0415 - it imports us

    _, begun = read_again(start.words)
    return bool(begun["whole"]) or (begun["repeat"] > 1 and not start.by_hand)


def refuse_log(start: Start, text: str) -> None:
    """Raise FileFormatError or UsageError for a log that this search cannot have."""
    axis, terms = start.axis, start.terms
    points, said = read_named(text, terms)
    if said != terms:
        raise FileFormatError(
            "This log has other words for good and bad than the search of this directory.",
            hint=f"Write {terms.good} and {terms.bad} in it, or begin with its own start line.",
        )
    if not axis.points:
        strange = next((point.key for point, _ in points if not is_part(point.key)), None)
        if strange is not None:
            raise FileFormatError(
                f"This log is of another search: {strange!r} names no {axis.word}.",
                hint="Name a log that `bisectbuild bisect log` printed in this search.",
            )
        return
    read_log(text, axis, terms)
    if not may_contradict(start):
        with_log(Marks(axis=axis), text, terms).check()
