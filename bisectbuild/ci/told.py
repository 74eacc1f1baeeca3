"""What every service is told of a failed build, in one value."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bisectbuild.ci.guard import Guard
from bisectbuild.postmortem import Postmortem
from bisectbuild.report import causes, words
from bisectbuild.report.loglines import log_lines
from bisectbuild.report.source import command_line
from bisectbuild.tty.text import one_line, visible

_TITLE: Final = 120
_LONGEST: Final = 2000
_LOG_LINES: Final = 200
_LOG_WIDTH: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A failed build in a few words; all of it safe to print, with no marker of a service in it.

    `file` is relative to the checkout, "" where there is none that can be named; `first` and
    `last` are its lines, 0 where no line is known. `code` is the rule's, "" where none knows the
    failure. `reports` is the folder of the reports, None where none could be written. `next` is
    the one command to go on with. `log` is the end of the failed step's own log.
    """

    title: str
    message: str
    file: str
    first: int
    last: int
    code: str
    stage: str
    reports: Path | None
    next: str
    log: tuple[str, ...] = ()


def told_of(postmortem: Postmortem, root: Path, reports: Path | None, go_on: str) -> Told:
    """Give what to tell of a failure; `root` is the checkout."""
    culprit = postmortem.culprit
    found = next(iter(causes.findings(postmortem)), None)
    line = command_line(postmortem) or 0
    first, last = (line, line) if line else (0, 0)
    if culprit is not None and not line:
        first, last = culprit.line_start, culprit.line_end
    message = (causes.cause(found), found.advice) if found else (postmortem.message,)
    return Told(
        title=_tame(one_line(_title(postmortem), _TITLE)),
        message=_tame(words.clipped(visible("\n".join(filter(None, message))), _LONGEST)),
        file=path_in(root, postmortem.dockerfile.path),
        first=first,
        last=last,
        code=found.code if found else "",
        stage=words.stage(culprit.stage) if culprit else "",
        reports=reports,
        next=_tame(visible(go_on)),
        log=_log(postmortem),
    )


def _log(postmortem: Postmortem) -> tuple[str, ...]:
    lines = log_lines(postmortem)[-_LOG_LINES:]
    shown = (visible(line.text).expandtabs(4).replace("\n", " ") for line in lines)
    return tuple(_tame(words.clipped(line, _LOG_WIDTH)) for line in shown)


def _tame(text: str) -> str:
    """Break the markers of services in a text of the build's."""
    return Guard().feed(text.encode(errors="replace")).decode()


def _title(postmortem: Postmortem) -> str:
    culprit = postmortem.culprit
    if culprit is None:
        return "The container build failed"
    code = "" if culprit.exit_code is None else f" (exit code {culprit.exit_code})"
    return f"{words.headline(words.instruction(culprit))}{code}"


def path_in(root: Path, path: str) -> str:
    """Give a path as the checkout at `root` has it, "" where it has none.

    One outside of it is no place to mark, nor one whose name is no plain text: a fork names its
    files as it likes.
    """
    try:
        file, folder = Path(path).resolve(), root.resolve()
    except (OSError, ValueError):
        return ""  # Where we are is gone, or that is no path.
    if path == "-" or not file.is_file() or not file.is_relative_to(folder):
        return ""
    relative = str(file.relative_to(folder))
    return relative if relative.isprintable() and _tame(relative) == relative else ""
