"""The record that a search keeps while it runs: what it begins with, each answer, its end."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass

from bisectbuild import record as records
from bisectbuild.bisection.axis import Axis, Point
from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.cli.bisect.asked import Asked
from bisectbuild.cli.bisect.stored import stored
from bisectbuild.cli.bisect.wish import Wish
from bisectbuild.cli.work import Job
from bisectbuild.errors import UsageError
from bisectbuild.flags import flag_name, for_cut
from bisectbuild.workbench.tools import Tools


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """The record of a search that runs; nothing is kept where no folder can be written.

    `to_go_on` says what to type to go on with it.
    """

    record: records.Record | None
    to_go_on: str

    def note(self, point: int, answer: Answer) -> None:
        """Keep what a point of the axis answered."""
        if self.record is not None and answer.verdict is not None:
            self.record.note(point, answer.verdict)

    def note_of(self, point: Point, answer: Answer) -> None:
        """Keep what a point answered that is on no axis."""
        if self.record is not None and answer.verdict is not None:
            self.record.write(point, answer.verdict)

    def close(self) -> str:
        """End it; give its log, "" where there is none."""
        return "" if self.record is None else self.record.close()

    def tell_how_to_go_on(self, tools: Tools) -> None:
        """Say what becomes of the answers where Ctrl-C ends a search."""
        if self.record is not None:
            tools.say(f"What was answered is kept. To go on:  {self.to_go_on}")
        else:
            tools.say("No folder could be written, so these answers are not kept.")


def how_to_go_on(typed: tuple[str, ...], secrets: tuple[str, ...]) -> str:
    """Say what to type to go on with a search: all its words where the record lacks some."""
    if _flat(stored(list(typed), secrets)) == _flat(typed):
        return "bisectbuild bisect --resume"
    return (
        "type the whole command again, with --resume, as the secrets in it are not kept:"
        " bisectbuild bisect --resume …"
    )


def _flat(words: tuple[str, ...]) -> str:
    """Give words in one, the same whether `=` or a blank stands between a flag and its value."""
    at = words.index("--") if "--" in words else len(words)
    plain = (word for word in words[:at] if word != "--resume")
    return "\0".join((*plain, *words[at:])).replace("=", "\0")


def refuse_change(wished: Wish, job: Job, axis: Axis) -> None:
    """Raise UsageError where a search goes on from a log whose answers may not hold any more."""
    if wished.expected and wished.expected != fingerprint(wished, job, axis):
        raise UsageError(
            "The Dockerfile, the flags or the test changed since this search was begun,"
            " so its answers may not hold any more.",
            hint="Begin anew without --resume. If there was a secret in the words, which are kept"
            " without it: type the whole command again, with --resume.",
        )


def begin(wished: Wish, job: Job, axis: Axis, known: Iterable[tuple[Point, Verdict]]) -> Recording:
    """Begin the record of a search, with what is known already."""
    start = records.Start(
        words=stored(list(wished.typed), job.plan.secrets),
        fingerprint=fingerprint(wished, job, axis),
        terms=wished.asked.terms,
        points=axis.points,
        parents=axis.parents,
        word=axis.word,
        merges=axis.merges,
        file=str(wished.options.dockerfile or "-"),
        digest=records.fingerprint(job.dockerfile.data),
    )
    return Recording(
        record=records.begin(start, known),
        to_go_on=how_to_go_on(wished.typed, job.plan.secrets),
    )


def fingerprint(wished: Wish, job: Job, axis: Axis) -> str:
    """Give a digest of all that the answers of a search depend on."""
    keys = (point.key for point in axis.points)
    flags = for_cut(job.plan.request.flags)
    want = wished.asked
    # A build arg without a value has the environment's; the record keeps no secret one.
    args = (f"{name}={value}" for name, value in sorted(job.plan.build_args.items()))
    plain = (word for word in flags if flag_name(word) != "build-arg")
    where = (want.axis, want.spec, want.stage or "", str(want.first_parent))
    asks = (*_asks(want), *where, str(want.timeout), want.hangs.value)
    target = wished.options.target or ""
    return records.fingerprint(job.dockerfile.data, target, *asks, *plain, *args, *keys)


def _asks(want: Asked) -> tuple[str, ...]:
    """Give what is asked, and what is run for it: the title alone has no secrets in it."""
    ask = want.question
    run = () if ask is None else (shlex.join(ask.argv), ask.text, ask.script, ask.host)
    return (want.title, *run)
