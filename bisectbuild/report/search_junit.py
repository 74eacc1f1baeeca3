"""A bisection as one case of JUnit: the test that was asked, with the culprit as its failure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

from bisectbuild.postmortem import Postmortem, Status
from bisectbuild.report.bisected import Bisected, effort, heading, says_all
from bisectbuild.report.words import clipped
from bisectbuild.tty.text import one_line, seconds, visible

_NAME: Final = 200
_LONGEST: Final = 4000
_LISTED: Final = 500


def add(suite: ET.Element, postmortem: Postmortem, shown: Bisected) -> None:
    """Add the case: a failure where something is to blame, an error where it is not known what."""
    part, culprit = shown.part, postmortem.culprit
    path = one_line(postmortem.dockerfile.path, _NAME)
    made = ET.SubElement(
        suite,
        "testcase",
        classname=f"{path}.bisect",
        name=one_line(part.question, _NAME) or "the test",
        file=path,
        line=str(culprit.line_start if culprit else 1),
        time=f"{sum(probe.seconds for probe in shown.probes):.3f}",
    )
    message = _text(heading(postmortem, shown, _NAME))
    told = "\n".join(_text(line) for line in _told(postmortem, shown))
    match postmortem.status:
        case Status.BROKEN:
            ET.SubElement(made, "failure", message=message, type="bisect").text = told
        case Status.INCONCLUSIVE:
            ET.SubElement(made, "error", message=message, type="inconclusive").text = told
        case Status.HEALTHY:
            ET.SubElement(made, "system-out").text = told


def _told(postmortem: Postmortem, shown: Bisected) -> Iterator[str]:
    part = shown.part
    yield heading(postmortem, shown, _NAME)
    if not says_all(part):
        yield part.sentence
    yield from (f"candidate: {title}" for title in part.candidates[:_LISTED])
    yield from (f"{t.before} -> {t.after}: {t.title}" for t in part.changes[:_LISTED])
    if shown.blamed:
        yield from ("", *shown.blamed.output)
    yield from ("", effort(part))
    for probe in shown.probes[:_LISTED]:
        answer = f", {probe.code}" if probe.code else ""
        point = f"{probe.name} {probe.title}".strip()
        yield f"{probe.number}. {probe.word}: {point} ({seconds(probe.seconds)}{answer})"


def _text(text: str) -> str:
    return visible(clipped(text, _LONGEST))
