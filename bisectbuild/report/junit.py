"""The postmortem as JUnit XML: a test case for each step, or one for what a bisection asked."""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree as ET

from bisectbuild.postmortem import Postmortem, Status, Step
from bisectbuild.report import causes, search_junit, words
from bisectbuild.report.bisected import bisected
from bisectbuild.report.loglines import log_lines
from bisectbuild.tty.text import one_line, visible

_NAME: Final = 200
_LONGEST: Final = 4000
_LOG_LINES: Final = 500
_SKIPPED: Final = {"not-run": "not reached", "cancelled": "cancelled as another step failed"}


def render(postmortem: Postmortem) -> bytes:
    """Give the document in UTF-8. A cached step passes; what was not reached is skipped."""
    suite = ET.Element("testsuite", name=_name(postmortem.dockerfile.path))
    properties = ET.SubElement(suite, "properties")
    for name, value in _properties(postmortem).items():
        ET.SubElement(properties, "property", name=_name(name), value=_name(value))
    _cases(suite, postmortem)
    counts = {
        "tests": len(suite.findall("testcase")),
        "failures": len(suite.findall("testcase/failure")),
        "errors": len(suite.findall("testcase/error")),
        "skipped": len(suite.findall("testcase/skipped")),
    }
    time = f"{postmortem.seconds:.3f}"
    for name, count in counts.items():
        suite.set(name, str(count))
    suite.set("time", time)
    suite.set("timestamp", _name(postmortem.started))
    suites = ET.Element("testsuites", name="bisectbuild", time=time)
    for name in ("tests", "failures", "errors"):
        suites.set(name, str(counts[name]))
    suites.append(suite)
    ET.indent(suites)
    written: bytes = ET.tostring(suites, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _cases(suite: ET.Element, postmortem: Postmortem) -> None:
    shown = bisected(postmortem)
    if shown:
        search_junit.add(suite, postmortem, shown)
        return
    for step in words.in_order(_blamed(postmortem)):
        _case(suite, postmortem, step)
    if postmortem.status is Status.INCONCLUSIVE:
        _inconclusive(suite, postmortem)


def _blamed(postmortem: Postmortem) -> tuple[Step, ...]:
    """Give the steps; where none failed, as in a file that no builder reads, the culprit did."""
    culprit, steps = postmortem.culprit, postmortem.steps
    told = postmortem.status is not Status.BROKEN or any(s.status == "failed" for s in steps)
    if told or culprit is None:
        return steps
    others = (s for s in steps if (s.index, s.trigger) != (culprit.index, culprit.trigger))
    failed = Step(
        stage=culprit.stage,
        index=culprit.index,
        keyword=culprit.keyword,
        source=culprit.source,
        line_start=culprit.line_start,
        line_end=culprit.line_end,
        status="failed",
        seconds=None,
        image="",
        trigger=culprit.trigger,
    )
    return (*others, failed)


def _properties(postmortem: Postmortem) -> dict[str, str]:
    builder = postmortem.builder
    return {
        "builder": " ".join(filter(None, (builder.kind, builder.version, builder.name))),
        "reproduce": postmortem.reproduce,
    }


def _case(suite: ET.Element, postmortem: Postmortem, step: Step) -> None:
    stage = words.stage(step.stage) or f"stage {step.stage}" if step.stage else "global"
    took = 0.0 if step.seconds is None or step.status == "cached" else step.seconds
    case = ET.SubElement(
        suite,
        "testcase",
        classname=_name(f"{postmortem.dockerfile.path}.{stage}"),
        name=_name(f"{step.line_start}: {words.headline(words.instruction(step))}"),
        file=_name(postmortem.dockerfile.path),
        line=str(step.line_start),
        time=f"{took:.3f}",
    )
    if step.status == "failed":
        _failure(case, postmortem, step)
    elif step.status in _SKIPPED:
        ET.SubElement(case, "skipped", message=_SKIPPED[step.status])
    elif step.status == "cached":
        ET.SubElement(case, "system-out").text = "cached"


def _failure(case: ET.Element, postmortem: Postmortem, step: Step) -> None:
    culprit = postmortem.culprit
    blamed = culprit is not None and (culprit.index, culprit.trigger) == (step.index, step.trigger)
    if not blamed or culprit is None:
        ET.SubElement(case, "failure", message="failed", type="failed")
        return
    found = next(iter(causes.findings(postmortem)), None)
    code = "" if culprit.exit_code is None else f"exit code {culprit.exit_code}"
    message = causes.cause(found) if found else words.message(culprit) or code
    failure = ET.SubElement(
        case,
        "failure",
        message=_text(message),
        type=_name(found.code if found else code or "failed"),
    )
    failure.text = "\n".join(_told(postmortem, code))


def _told(postmortem: Postmortem, code: str) -> list[str]:
    """Give the text of the failure: where, why, what to do, and the end of the log."""
    out = [f"{words.place(postmortem)} {code}".rstrip()]
    for found in causes.findings(postmortem):
        out.append(f"{found.code}, {causes.certainty(found)}: {causes.cause(found)}")
        out.extend(f"  {causes.evidence(proof)}" for proof in found.because)
        advice = causes.advice(postmortem, found)
        out.extend([f"  {advice}"] if advice else [])
    out.extend(f"note: {note}" for note in postmortem.warnings)
    out += ["", *(line.text for line in log_lines(postmortem)[-_LOG_LINES:])]
    return [_text(line) for line in out]


def _inconclusive(suite: ET.Element, postmortem: Postmortem) -> None:
    path = _name(postmortem.dockerfile.path)
    case = ET.SubElement(suite, "testcase", classname=path, name="the build", time="0.000")
    error = ET.SubElement(case, "error", message=_text(postmortem.message), type="inconclusive")
    error.text = "\n".join(_told(postmortem, ""))


def _name(text: str) -> str:
    return one_line(text, _NAME)


def _text(text: str) -> str:
    return visible(words.clipped(text, _LONGEST))
