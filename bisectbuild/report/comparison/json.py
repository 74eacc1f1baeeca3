"""A comparison as JSON: the two builds, and what is not the same."""

from __future__ import annotations

import json
from typing import Any, Final

from bisectbuild.compare.model import Comparison, Side, StepChange
from bisectbuild.postmortem import FindingPart, Step

_VERSION: Final = 1


def render(comparison: Comparison) -> bytes:
    """Give the document, indented, in UTF-8."""
    document = {
        "schema_version": _VERSION,
        "kind": "comparison",
        "before": _side(comparison.before),
        "after": _side(comparison.after),
        "steps": [_change(change) for change in comparison.steps],
        "findings": {
            "new": [_finding(found) for found in comparison.findings_new],
            "gone": [_finding(found) for found in comparison.findings_gone],
            "same": [_finding(found) for found in comparison.findings_same],
        },
        "circumstances": [
            {"name": thing.name, "before": thing.before, "after": thing.after}
            for thing in comparison.circumstances
        ],
    }
    return json.dumps(document, indent=2).encode() + b"\n"


def _side(side: Side) -> dict[str, Any]:
    culprit = side.culprit
    return {
        "status": side.status.value,
        "dockerfile": side.path,
        "started": side.started,
        "seconds": side.seconds,
        "culprit": None
        if culprit is None
        else {
            "stage": culprit.stage,
            "line_start": culprit.line_start,
            "line_end": culprit.line_end,
            "source": culprit.source,
            "exit_code": culprit.exit_code,
        },
    }


def _change(change: StepChange) -> dict[str, Any]:
    reason = change.reason
    return {
        "change": change.change.value,
        "before": _step(change.before),
        "after": _step(change.after),
        "slower": change.slower,
        "hit_lost": change.hit_lost,
        "ran_again": None
        if reason is None
        else {
            "kind": reason.kind,
            "text": reason.text,
            "sure": reason.sure.value,
            "line": reason.line or None,
        },
    }


def _step(step: Step | None) -> dict[str, Any] | None:
    if step is None:
        return None
    return {
        "stage": step.stage,
        "keyword": step.keyword,
        "source": step.source,
        "trigger": step.trigger,
        "line_start": step.line_start,
        "line_end": step.line_end,
        "status": step.status,
        "seconds": step.seconds,
        "size": step.size,
    }


def _finding(found: FindingPart) -> dict[str, Any]:
    return {"code": found.code, "cause": found.cause, "confidence": found.confidence}
