"""The postmortem as GitLab's code-quality report: one entry for each finding, at its line."""

from __future__ import annotations

import hashlib
import json
from pathlib import PurePath
from typing import Any, Final

from bisectbuild.postmortem import FindingPart, Postmortem
from bisectbuild.report import causes, words
from bisectbuild.report.source import command_line, has_file
from bisectbuild.tty.text import one_line

_WIDTH: Final = 500
_SEVERITIES: Final = {"error": "critical", "warning": "major", "note": "info"}


def render(postmortem: Postmortem) -> bytes:
    """Give the list, in the subset of Code Climate's format that GitLab reads.

    docs.gitlab.com, code quality: description, check_name, fingerprint, severity, location. A
    failure that no rule knows is one entry too; a healthy build gives none, nor does one whose
    Dockerfile is no file: each entry needs a place.
    """
    culprit = postmortem.culprit
    found: tuple[FindingPart | None, ...] = causes.findings(postmortem)
    if culprit is None or not has_file(postmortem) or postmortem.dockerfile.path == "-":
        return b"[]\n"
    line = command_line(postmortem) or culprit.line_start
    entries = [_entry(postmortem, one, line, at) for at, one in enumerate(found or (None,))]
    return json.dumps(entries, indent=2).encode() + b"\n"


def _entry(postmortem: Postmortem, found: FindingPart | None, line: int, at: int) -> dict[str, Any]:
    culprit = postmortem.culprit
    failed = words.headline(words.instruction(culprit)) if culprit else ""
    code = found.code if found else "BB000"
    text = causes.cause(found) if found else f"This instruction fails: {failed}"
    severity = _SEVERITIES.get(found.severity, "major") if found else "critical"
    parts = (code, culprit.stage if culprit else "", failed)
    return {
        "description": one_line(text, _WIDTH),
        "check_name": f"bisectbuild/{code}",
        "fingerprint": hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest(),
        "severity": severity if at == 0 else "info",
        "location": {
            "path": str(PurePath(postmortem.dockerfile.path)),
            "lines": {"begin": line},
        },
    }
