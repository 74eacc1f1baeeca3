"""From a saved build to an outcome: what a search would have found, without building."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from bisectbuild.builder import Failure, FailureKind
from bisectbuild.dockerfile.cut import cut_after, last_buildable_before
from bisectbuild.dockerfile.model import Dockerfile
from bisectbuild.outcome import Broken, Culprit, Healthy, Inconclusive, LastGood, Outcome
from bisectbuild.redact import MASK
from bisectbuild.redact.text import redact
from bisectbuild.saved.ending import Ending
from bisectbuild.saved.following import follow
from bisectbuild.saved.read import Saved
from bisectbuild.trace.digest import Log
from bisectbuild.trace.record import StepRecord

_NO_LOG = (
    "No line of a container build was found in it. Give what docker build, docker compose build,"
    " buildx or podman printed, both of its streams: docker build . > build.log 2>&1"
)
_REASONS = {
    FailureKind.ENGINE: "The engine failed, not the Dockerfile:",
    FailureKind.SETUP: "The builder refused the request before any step:",
    FailureKind.CANCELLED: "The build was interrupted:",
    FailureKind.EXPORT: "Every instruction passed; only writing the result failed:",
}


def judge(
    saved: Saved,
    dockerfile: Dockerfile,
    secrets: tuple[str, ...],
    places: Mapping[str, int] | None = None,
) -> Outcome:
    """Give the outcome that a log tells of, secrets masked in all that is quoted of it.

    `places` are the lines of steps in a Dockerfile that was put together from the log.
    """
    if saved.form is None:
        reason = f"This log cannot be read: {saved.odd}." if saved.odd else _NO_LOG
        return _inconclusive((), Failure(kind=FailureKind.SETUP, message=""), reason)
    trace = follow(saved, dockerfile, secrets, places)
    records = tuple(_masked(record, secrets) for record in trace.records())
    finished = saved.tape.finished
    if saved.ending is Ending.PASSED:
        return Healthy(records=records, probes=(), image=finished.image if finished else "")
    failure = finished.failure if finished else None
    if saved.ending is Ending.CUT or failure is None:
        unknown = failure or Failure(kind=FailureKind.SETUP, message="")
        return _inconclusive(records, replace(unknown, message=""), _where_cut(saved))
    failure = replace(failure, message=redact(failure.message, secrets))
    step = None if failure.kind is FailureKind.CANCELLED else trace.culprit()
    if step is None:
        reason = _REASONS.get(failure.kind, "The log names no instruction for this failure:")
        return _inconclusive(records, failure, reason)
    step = _masked(step, secrets)
    culprit = Culprit(
        instruction=step.instruction,
        failure=failure,
        exit_code=step.exit_code,
        step=step if step.id else None,
        trigger=step.trigger,
    )
    good = _last_good(dockerfile, culprit, records)
    return Broken(records=records, probes=(), culprit=culprit, last_good=good)


def _inconclusive(records: tuple[StepRecord, ...], failure: Failure, reason: str) -> Inconclusive:
    return Inconclusive(records=records, probes=(), failure=failure, reason=reason)


def _where_cut(saved: Saved) -> str:
    running = [step.label.text for step in saved.tape.running if step.label.index is not None]
    shown = f" At its end this still runs: {running[-1]}" if running else ""
    return f"The log ends before the build does, so it does not say why it failed.{shown}"


def _last_good(
    dockerfile: Dockerfile, culprit: Culprit, records: tuple[StepRecord, ...]
) -> LastGood | None:
    """Give the layer before the culprit; its image is known where the legacy builder named it."""
    index = culprit.instruction.index
    if culprit.failure.kind is FailureKind.FILE or not index:
        return None
    before = last_buildable_before(dockerfile, index)
    if before is None:
        return None
    image = next((r.image for r in records if r.instruction == before and not r.trigger), "")
    target = cut_after(dockerfile, before.index).target
    return LastGood(instruction=before, target=target, image=image)


def _masked(record: StepRecord, secrets: tuple[str, ...]) -> StepRecord:
    """Mask what is kept of a step's log; masking all of it would cost more than reading it."""
    clean = partial(redact, secrets=secrets)
    log = masked_log(record.log, secrets) if record.log is not None else None
    return replace(record, log=log, tail=tuple(map(clean, _keyless(record.tail))))


def masked_log(log: Log, secrets: tuple[str, ...]) -> Log:
    """Mask secrets in the kept lines, which stay as many as they are."""
    lines = redact(log.text, secrets).split("\n")
    if len(lines) != max(len(log.lines), 1):
        lines = [redact(line, secrets) for line in _keyless(log.lines)]
    return Log(lines=tuple(lines[: len(log.lines)]), numbers=log.numbers, total=log.total)


def _keyless(lines: tuple[str, ...]) -> Iterator[str]:
    """Mask the lines of private keys, each by itself."""
    inside = False
    for line in lines:
        if "PRIVATE KEY" in line:
            inside = "BEGIN" in line and "END" not in line
            yield line
        else:
            yield MASK if inside else line
