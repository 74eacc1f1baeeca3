"""The postmortem as SARIF 2.1.0: one result for each finding, at the line that fails."""

from __future__ import annotations

import hashlib
import json
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import quote

from bisectbuild.postmortem import Evidence, FindingPart, Postmortem, Status
from bisectbuild.report import causes, words
from bisectbuild.report.bisected import Bisected, bisected, effort, heading, says_all
from bisectbuild.report.source import command_line, file_lines, has_file
from bisectbuild.tty.text import visible

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: Final = {"error": "error", "warning": "warning", "note": "note"}
_LONGEST: Final = 4000
# The code of a failure that no rule knows.
_UNKNOWN: Final = "BB000"
_BISECT: Final = "bisect"
_QUESTION: Final = 300


def render(postmortem: Postmortem) -> bytes:
    """Give the log file, indented, in UTF-8."""
    found = _findings(postmortem)
    run = {
        "tool": {"driver": _driver(postmortem, found)},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(postmortem)],
        "results": [_result(postmortem, finding, rank) for rank, finding in enumerate(found)],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2).encode() + b"\n"


def _findings(postmortem: Postmortem) -> tuple[FindingPart, ...]:
    """Give the findings; one that names the culprit alone where nothing is known of it."""
    told = causes.findings(postmortem)
    shown = bisected(postmortem)
    if shown:
        blames = postmortem.status is Status.BROKEN
        return (_bisection(postmortem, shown), *told) if blames else told
    if told or postmortem.culprit is None:
        return told
    culprit = postmortem.culprit
    failed = f"This {culprit.keyword or 'line'} fails"
    code = "" if culprit.exit_code is None else f" with exit code {culprit.exit_code}"
    message = words.message(culprit)
    return (
        FindingPart(
            code=_UNKNOWN,
            category="unknown",
            severity="error",
            confidence=1.0,
            title="An instruction fails",
            cause=f"{failed}{code}{': ' + message if message else ''}",
            because=(),
            advice="Open a shell before it: bisectbuild debug",
            try_=(),
        ),
    )


def _bisection(postmortem: Postmortem, shown: Bisected) -> FindingPart:
    """Give what a bisection found, and what its test printed there, as a finding."""
    part, probe = shown.part, shown.blamed
    more = "" if says_all(part) else part.sentence
    told = "\n".join(filter(None, (heading(postmortem, shown, _QUESTION), more, effort(part))))
    printed = probe.output if probe else ()
    return FindingPart(
        code=_BISECT,
        category=_BISECT,
        severity="error",
        confidence=1.0,
        title="The point at which a test turns bad",
        cause=told,
        because=tuple(Evidence(text=line, line=0) for line in printed),
        advice="",
        try_=(),
    )


def _driver(postmortem: Postmortem, found: tuple[FindingPart, ...]) -> dict[str, Any]:
    version = _text(postmortem.tool.version)
    codes = dict.fromkeys(finding.code for finding in found)
    return {
        "name": "bisectbuild",
        "version": version,
        "rules": [_rule(next(f for f in found if f.code == code)) for code in codes],
    }


def _rule(found: FindingPart) -> dict[str, Any]:
    title, advice = _text(found.title), _text(found.advice)
    about = "bisect --help" if found.code == _BISECT else f"explain {_text(found.code)}"
    more = f"More: bisectbuild {about}"
    return {
        "id": _text(found.code),
        "shortDescription": {"text": title},
        "help": {"text": "\n\n".join(filter(None, (title, advice, more)))},
        "defaultConfiguration": {"level": _LEVELS.get(found.severity, "warning")},
        "properties": {"tags": [_text(found.category)]},
    }


def _result(postmortem: Postmortem, found: FindingPart, place: int) -> dict[str, Any]:
    """Give one finding. Only the first is the cause; what comes after it may have a part in it."""
    proof = "\n".join(map(causes.evidence, found.because))
    message = "\n".join(filter(None, (causes.cause(found), found.advice, proof)))
    level = _LEVELS.get(found.severity, "warning") if place == 0 else "note"
    location = {"locations": [_location(postmortem)]} if has_file(postmortem) else {}
    return {
        "ruleId": _text(found.code),
        "level": level,
        "rank": round(min(max(found.confidence, 0), 1) * 100, 1),
        "message": {"text": _text(message)},
        **location,
        "partialFingerprints": {"bisectbuild/v1": _fingerprint(postmortem, found)},
    }


def _location(postmortem: Postmortem) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": uri(postmortem.dockerfile.path)},
            "region": _region(postmortem),
        }
    }


def _region(postmortem: Postmortem) -> dict[str, Any]:
    """Give the line of the failing command, else the lines of the instruction."""
    culprit = postmortem.culprit
    if culprit is None:
        return {"startLine": 1}
    line = command_line(postmortem)
    first, last = (line, line) if line else (culprit.line_start, culprit.line_end)
    text = "\n".join(file_lines(postmortem)[first - 1 : last])
    return {"startLine": first, "endLine": last, "snippet": {"text": _text(text)}}


def uri(path: str) -> str:
    """Give a file's URI: relative to where the build was begun, unless the path is absolute."""
    if path == "-":
        return "Dockerfile"
    pure = PurePosixPath(path)
    quoted = quote(str(pure).encode(errors="replace"))
    return f"file://{quoted}" if pure.is_absolute() else quoted


def _fingerprint(postmortem: Postmortem, found: FindingPart) -> str:
    """Tell the same failure of the same instruction again, wherever its line has moved to."""
    culprit = postmortem.culprit
    parts: tuple[str, ...] = (found.code,)
    if culprit:
        parts = (found.code, culprit.stage, words.instruction(culprit))
    if found.code == _BISECT and postmortem.search:
        # Another test may come to the same instruction.
        parts = (*parts, postmortem.search.question)
    return hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()


def _invocation(postmortem: Postmortem) -> dict[str, Any]:
    healthy = postmortem.status is Status.HEALTHY
    notes = [*postmortem.warnings]
    if postmortem.status is Status.INCONCLUSIVE:
        notes.append(postmortem.message)
    return {
        "executionSuccessful": healthy,
        "commandLine": _text(postmortem.reproduce),
        "toolExecutionNotifications": [
            {"level": "warning", "message": {"text": _text(note)}} for note in notes if note
        ],
    }


def _text(text: str) -> str:
    return visible(words.clipped(text, _LONGEST))
