"""Tells how often each instruction passed: a table for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from bisectbuild.cli.flaky_tally import Steadiness, Tally, worst_first
from bisectbuild.redact.text import redact_source
from bisectbuild.tty.paint import Paint, Tone
from bisectbuild.tty.text import one_line

_WIDTH = 60
_LINES = 8
_GAP = "  "
_HEAD = ("LINE", "STAGE", "PASSED", "RATE", "VERDICT", "INSTRUCTION")
_TONES: dict[Steadiness, Tone] = {
    Steadiness.FLAKY: "mark",
    Steadiness.FAILS: "bad",
    Steadiness.STABLE: "good",
    Steadiness.NOT_RUN: "dim",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that is told: the tallies, how often each was to run, how sure the intervals are."""

    tallies: list[Tally]
    runs: int
    confidence: float
    secrets: tuple[str, ...] = ()
    interrupted: bool = False


def text(told: Told, paint: Paint) -> str:
    """Give the table, flaky ones first, and below it what their failing runs printed."""
    tallies = worst_first(told.tallies)
    rows = [_HEAD, *(_row(tally, told) for tally in tallies)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEAD) - 1)]
    lines = [paint(_joined(rows[0], widths), "strong")]
    for row, tally in zip(rows[1:], tallies, strict=True):
        lines.append(paint(_joined(row, widths), _TONES[tally.steadiness]))
    lines += ["", f"In brackets: the {100 * told.confidence:.4g}% confidence interval."]
    if told.interrupted:
        lines.append(f"It was interrupted: not every instruction ran {told.runs} times.")
    for tally in tallies:
        lines += _below(tally)
    return "\n".join(lines) + "\n"


def data(told: Told) -> str:
    """Give the same as JSON; rates and their intervals are from 0 to 1."""
    steps = [_step(tally, told) for tally in worst_first(told.tallies)]
    whole = {
        "runs": told.runs,
        "confidence": told.confidence,
        "interrupted": told.interrupted,
        "steps": steps,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _row(tally: Tally, told: Told) -> tuple[str, ...]:
    ran = bool(tally.runs)
    return (
        str(tally.instruction.span.start),
        tally.stage,
        f"{tally.passed}/{len(tally.runs)}" if ran else "-",
        _rate(tally, told.confidence) if ran else "-",
        tally.steadiness.value,
        _instruction(tally, told),
    )


def _rate(tally: Tally, confidence: float) -> str:
    low, high = tally.interval(confidence)
    return f"{tally.passed / len(tally.runs):.0%} ({low:.0%} to {high:.0%})"


def _instruction(tally: Tally, told: Told) -> str:
    return one_line(redact_source(tally.instruction.text, told.secrets), _WIDTH)


def _joined(row: tuple[str, ...], widths: list[int]) -> str:
    padded = [word.ljust(width) for word, width in zip(row, widths, strict=False)]
    return _GAP.join([*padded, row[-1]])


def _below(tally: Tally) -> Iterator[str]:
    """Say what the numbers leave out: notes, and the last lines of a run that failed."""
    line = tally.instruction.span.start
    for note in tally.notes():
        yield f"Line {line}: {note}."
    run = tally.failed
    if run is None:
        return
    how = run.reason if run.code is None else f"exit code {run.code}"
    yield ""
    yield f"Line {line}, a run that failed ({how}):"
    yield from (f"  │ {printed}" for printed in run.output[-_LINES:] or ("(it printed nothing)",))


def _step(tally: Tally, told: Told) -> dict[str, object]:
    low, high = tally.interval(told.confidence)
    ran, failed = len(tally.runs), tally.failed
    return {
        "line": tally.instruction.span.start,
        "line_end": tally.instruction.span.end,
        "stage": tally.stage,
        "instruction": _instruction(tally, told),
        "passed": tally.passed,
        "runs": ran,
        "rate": round(tally.passed / ran, 4) if ran else None,
        "interval": [round(low, 4), round(high, 4)] if ran else None,
        "verdict": tally.steadiness.value,
        "exit_codes": {str(code): count for code, count in tally.codes.items()},
        "notes": tally.notes(),
        "failing_output": list(failed.output) if failed else [],
    }
