"""Why it failed, on a terminal: the first finding in full, the next two in a line each."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from bisectbuild.postmortem import FindingPart, Postmortem
from bisectbuild.report.bisected import bisected
from bisectbuild.report.causes import advice, cause, certainty, fault, findings
from bisectbuild.tty.paint import Paint, Tone
from bisectbuild.tty.text import one_line

_LABEL: Final = 13
_EVIDENCE: Final = 5
_COMMANDS: Final = 4
_ALSO: Final = 2
_LONGEST: Final = 600


def why(postmortem: Postmortem, paint: Paint, width: int) -> Iterator[str]:
    """Give the lines, none for a failure of which nothing is known; an empty line comes first."""
    told = findings(postmortem)
    if not told:
        return
    first, *more = told
    yield ""
    yield from _first(first, postmortem, paint, width)
    for found in more[:_ALSO]:
        tags = f"  {one_line(found.code, _LABEL)}, {certainty(found)}"
        if width - _LABEL - len(tags) < _LABEL:
            tags = ""
        text = one_line(cause(found), width - _LABEL - len(tags))
        yield _label("also") + text + paint(tags, "dim")


def _said(postmortem: Postmortem) -> str:
    """Give the builder's words, which the text has already shown."""
    if postmortem.culprit:
        return postmortem.culprit.message
    return "" if bisected(postmortem) else postmortem.message[:_LONGEST]


def _first(found: FindingPart, postmortem: Postmortem, paint: Paint, width: int) -> Iterator[str]:
    said = _said(postmortem)
    yield from _wrapped("why", cause(found), paint, width, "strong")
    for proof in found.because[-_EVIDENCE:]:
        if not proof.line and proof.text.strip() in said:
            continue
        lead = f"log {proof.line} | " if proof.line else "| "
        text = one_line(proof.text, max(width - _LABEL - len(lead), _LABEL))
        yield _label("") + paint(lead, "dim") + text
    # Without advice there is no line of it.
    yield from _wrapped("fix", advice(postmortem, found), paint, width, "good")
    for number, command in enumerate(found.try_[:_COMMANDS]):
        label = "" if number else "try"
        yield _label(label) + paint(one_line(command, _LONGEST), "strong")
    told = ", ".join(filter(None, (certainty(found), fault(found))))
    more = f"bisectbuild explain {found.code} ({told})"
    yield _label("more") + paint(one_line(more, width - _LABEL), "dim")


def _wrapped(label: str, text: str, paint: Paint, width: int, tone: Tone) -> Iterator[str]:
    """Give a text in lines of the width, the label before the first."""
    lines = textwrap.wrap(
        one_line(text, _LONGEST), width - _LABEL, break_on_hyphens=False, break_long_words=True
    )
    for number, line in enumerate(lines):
        yield _label("" if number else label) + paint(line, tone)


def _label(text: str) -> str:
    return f"  {text:<{_LABEL - 2}}"
