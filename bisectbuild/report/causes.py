"""How reports speak of findings: in words that are no surer than the findings are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bisectbuild.postmortem import Evidence, FindingPart, Postmortem

POSSIBLE: Final = 0.5
_LIKELY: Final = 0.7
_SURE: Final = 0.9
# The category of what is said where no rule knows the failure.
_UNKNOWN: Final = "unknown"
_FAULTS: Final = {
    "dockerfile": "in the Dockerfile",
    "context": "in the build context",
    "project": "in the project's own files",
    "world": "outside: a registry, a mirror or the network",
    "machine": "on this machine",
}
_CODE: Final = re.compile(r"`([^`\n]+)`")


def findings(postmortem: Postmortem) -> tuple[FindingPart, ...]:
    """Give the findings worth telling: that nothing is known only where that is so."""
    known = tuple(found for found in postmortem.findings if found.category != _UNKNOWN)
    return known or postmortem.findings[:1]


def advice(postmortem: Postmortem, found: FindingPart) -> str:
    """Say what to do; "" where that begins at the last good layer, and no layer can be named."""
    placeless = postmortem.culprit is None and found.category == _UNKNOWN
    return "" if placeless else found.advice


def confidence(value: float) -> str:
    """Say how sure something is; below one half it is only possible."""
    if value >= _SURE:
        return "almost certain"
    if value >= _LIKELY:
        return "likely"
    return "plausible" if value >= POSSIBLE else "possible"


def certainty(found: FindingPart) -> str:
    """Say how sure a finding is."""
    return "not known" if found.category == _UNKNOWN else confidence(found.confidence)


def cause(found: FindingPart) -> str:
    """Say the cause, with `possibly` before what is not even half sure."""
    text = found.cause or found.title
    surely = found.confidence >= POSSIBLE or found.category == _UNKNOWN
    return text if surely else f"possibly: {text}"


def fault(found: FindingPart) -> str:
    """Say where the fault is; "" where that is not known."""
    return "" if found.category == _UNKNOWN else _FAULTS.get(found.fault, found.fault)


def evidence(proof: Evidence) -> str:
    """Give a line that speaks for a finding, with its number where it stands in the log."""
    return f"log {proof.line}: {proof.text}" if proof.line else proof.text


def pieces(text: str) -> Iterator[tuple[bool, str]]:
    """Part a sentence of a rule at its backticks: True for code, which has none any more."""
    for place, piece in enumerate(_CODE.split(text)):
        if piece:
            yield place % 2 == 1, piece
