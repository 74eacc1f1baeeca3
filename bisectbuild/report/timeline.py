"""The steps of a build as bars along the time; where each begins and ends, in per cent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bisectbuild.postmortem import Postmortem, Step
from bisectbuild.report.words import clipped, headline, in_order, instruction, stage, state
from bisectbuild.tty.text import one_line, seconds

# Right of the time there is room for what was not reached.
_TIME: Final = 92.0
_BESIDE: Final = 94.0
# A shorter wait, in per cent of the picture or in seconds, is no wait to tell of.
_LEAST_WAIT: Final = 0.5
_LEAST_SECONDS: Final = 0.1
_ROW: Final = 40
_STAGE: Final = 30
_AXIS: Final = 24
_LABEL: Final = 90
_MOST_TICKS: Final = 4
_MOST_BARS: Final = 300
_LONGEST: Final = 1e7
_SHORTEST: Final = 0.1
# What only sets metadata takes no time, and is shown only where it failed.
_WORKING: Final = frozenset({"FROM", "RUN", "COPY", "ADD", "WORKDIR"})
_TICKS: Final = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One step. `left` and `width` in per cent of the picture, `top` in pixels.

    `wait_left` and `wait_width` are the time it waited for another; width 0 for none.
    """

    label: str
    said: str
    state: str
    time: str
    top: int
    left: float
    width: float
    wait_left: float = 0.0
    wait_width: float = 0.0
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A mark of the axis."""

    left: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The picture. `known` tells that the builder said when steps began; `states` what is drawn."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    height: int
    known: bool
    waited: bool
    left_out: int
    states: frozenset[str]
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """When a step began and ended, and since when it could have begun; in seconds."""

    step: Step
    free: float
    began: float
    ended: float


def timeline(postmortem: Postmortem) -> Timeline | None:
    """Lay out the steps that did work; None where there is none."""
    ordered = in_order(postmortem.steps)
    working = [s for s in ordered if s.keyword in _WORKING or s.status == "failed"]
    steps = working[:_MOST_BARS]
    if not steps:
        return None
    known = any(step.began is not None for step in steps)
    spans = tuple(_spans(steps, known=known))
    total = max(_SHORTEST, *(span.ended for span in spans))
    bars = tuple(_bars(spans, total, several=len({step.stage for step in steps}) > 1))
    return Timeline(
        bars=bars,
        ticks=tuple(_ticks(total)),
        height=bars[-1].top + _ROW + _AXIS,
        known=known,
        waited=any(bar.wait_width for bar in bars),
        left_out=len(working) - len(steps),
        states=frozenset(step.status for step in steps),
        summary=_summary(steps, max(span.ended for span in spans)),
    )


def _spans(steps: list[Step], *, known: bool) -> Iterator[_Span]:
    """Give each step's time; one whose beginning is not known begins where it could."""
    ends: dict[str, float] = {}
    latest = 0.0
    for step in steps:
        free = ends.get(step.stage, 0.0) if known else latest
        began = free if step.began is None else _sane(step.began)
        took = 0.0 if step.status in {"cached", "not-run"} else _sane(step.seconds or 0.0)
        yield _Span(step=step, free=min(free, began), began=began, ended=began + took)
        ends[step.stage] = latest = began + took


def _sane(time: float) -> float:
    """Give a time that can be drawn, also where a record's is none."""
    return min(max(time, 0.0), _LONGEST)


def _bars(spans: tuple[_Span, ...], total: float, *, several: bool) -> Iterator[Bar]:
    top, current = 0, None
    for span in spans:
        heading = ""
        if several and span.step.stage != current:
            current = span.step.stage
            name = stage(current)
            heading = f"stage {name}" if name else f"stage number {current}"
            top += _STAGE
        yield _bar(span, total, top, heading)
        top += _ROW


def _bar(span: _Span, total: float, top: int, heading: str) -> Bar:
    step = span.step
    left, width = span.began / total * _TIME, (span.ended - span.began) / total * _TIME
    waited = (span.began - span.free) / total * _TIME
    if step.status == "not-run":
        left, width, waited = _BESIDE, 100 - _BESIDE, 0.0
    elif waited < _LEAST_WAIT or span.began - span.free < _LEAST_SECONDS:
        waited = 0.0
    took = step.seconds is not None and step.status not in {"cached", "not-run"}
    time = seconds(step.seconds or 0) if took else state(step)
    label = one_line(clipped(headline(instruction(step)), _LABEL * 2), _LABEL)
    return Bar(
        label=f"{step.line_start}  {label}",
        said=f"line {step.line_start}: {label}: {state(step)}" + (f", {time}" if took else ""),
        state=step.status,
        time=time,
        top=top,
        left=round(left, 3),
        width=round(width, 3),
        wait_left=round(left - waited, 3),
        wait_width=round(waited, 3),
        heading=one_line(heading, _LABEL),
    )


def _ticks(total: float) -> Iterator[Tick]:
    pace = next((t for t in _TICKS if total / t <= _MOST_TICKS), total / _MOST_TICKS)
    at = 0.0
    while at <= total:
        label = f"{at:.1f}s" if pace < 1 and at else seconds(at).replace(".0s", "s")
        yield Tick(left=round(at / total * _TIME, 3), label=label)
        at += pace


def _summary(steps: list[Step], total: float) -> str:
    """Say in words what the picture shows."""
    ran = [step for step in steps if step.status != "cached" and step.seconds]
    said = f"{len(steps)} steps in {seconds(total)}."
    if not ran:
        return said
    longest = max(ran, key=lambda step: step.seconds or 0)
    return f"{said} The longest is line {longest.line_start} with {seconds(longest.seconds or 0)}."
