"""Tells a failed build where people look: in files, to the CI service, at the end of the log."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import assert_never

from bisectbuild.ci.ending import ending
from bisectbuild.ci.registry import find
from bisectbuild.ci.service import Append, Deed, Run
from bisectbuild.ci.told import told_of
from bisectbuild.cli.ci.bundled import Bundled
from bisectbuild.cli.ci.case import Case
from bisectbuild.cli.ci.flags import CiOptions
from bisectbuild.cli.ci.recording import masked_recording
from bisectbuild.cli.ci.saying import STDERR, put, say
from bisectbuild.cli.ci.writing import reports, write_files
from bisectbuild.engines.process import capture
from bisectbuild.errors import BisectBuildError
from bisectbuild.redact.names import is_secret_name
from bisectbuild.redact.values import to_hide
from bisectbuild.report.markdown import render as markdown
from bisectbuild.report.text import text
from bisectbuild.tty.paint import Paint, wants_color
from bisectbuild.tty.text import visible

# What a shared shell showed; `opening` puts it beside the logs.
RECORDING = "session.cast"
_STDOUT = 1
_WIDTH = 100
_SECONDS = 20.0


@dataclass(slots=True, kw_only=True)
class Publisher:
    """Publishes one case. `folder` holds what belongs to it so far; `written` is where it went.

    `lies_aside` is where reports are that cannot be there yet. `bundled` is its bundle, None where
    there is none.
    """

    case: Case
    options: CiOptions
    folder: Path
    written: Path | None = field(default=None, init=False)
    lies_aside: Path | None = field(default=None, init=False)
    bundled: Bundled | None = field(default=None, init=False)

    def write(self, *, aside: bool = False) -> None:
        """Write a report in each format, and the recording of a shell; `aside` for now only."""
        root = find(os.environ).checkout(os.environ)
        files = {**reports(self.case.postmortem, root), **self._recording()}
        if aside:
            self.lies_aside = write_files(self.folder / "report", files)
        else:
            self.written = write_files(self.written or self.options.folder, files)

    def _recording(self) -> dict[str, bytes]:
        recording = self.folder / RECORDING
        if not recording.is_file() or self.case.job is None:
            return {}
        # Who is in the shell can look at the job's own variables too.
        own = to_hide(value for name, value in os.environ.items() if is_secret_name(name))
        with suppress(OSError, ValueError):
            return {RECORDING: masked_recording(recording, (*self.case.job.plan.secrets, *own))}
        return {}

    def tell_early(self) -> None:
        """Print the diagnosis before people are let in, which may take hours or be killed."""
        where = self.written or self.lies_aside
        until = "" if self.written else " until the shell is left"
        report = f"Its report is in {visible(str(where))}{until}.\n" if where else ""
        say(_text(self.case) + report)

    def tell(self) -> None:
        """Tell the service, then print the diagnosis: it stands at the end of the log."""
        service = find(os.environ)
        postmortem = self.case.postmortem
        root = service.checkout(os.environ)
        told = told_of(postmortem, root, self.written, self._go_on())
        stream = _STDOUT if service.stdout else STDERR
        for line in service.lines(told):
            put(stream, f"{line}\n".encode(errors="replace"))
        summary = markdown(postmortem).decode()
        for deed in service.deeds(told, summary, os.environ):
            _do(deed)
        bundle = f"{self.bundled.name} ({self.bundled.size})" if self.bundled else ""
        say(_text(self.case) + "\n".join(ending(postmortem, told, bundle)))
        for line in service.after(told):
            put(stream, f"{line}\n".encode(errors="replace"))

    def _go_on(self) -> str:
        """Give the one command to go on with, on another machine where there is a bundle."""
        if self.bundled is None:
            return self.case.postmortem.reproduce
        return shlex.join(("bisectbuild", "resume", self.bundled.name))


def _text(case: Case) -> str:
    """Give the diagnosis as text, as wide and as coloured as the log is."""
    terminal = sys.stderr if sys.stderr is not None and sys.stderr.isatty() else None
    paint = Paint(on=sys.stderr is not None and wants_color("auto", sys.stderr))
    width = shutil.get_terminal_size().columns if terminal else _WIDTH
    return text(case.postmortem, paint, width=width)


def _do(deed: Deed) -> None:
    """Do what a service asks for beside the log; what cannot be done is told, and no more."""
    try:
        match deed:
            case Append(path=path, text=words):
                with path.open("a", encoding="utf-8", errors="replace") as file:
                    file.write(words)
            case Run(argv=argv, text=words):
                capture(argv, env=os.environ, seconds=_SECONDS, data=words.encode())
            case _:
                assert_never(deed)
    except OSError as error:
        say(f"bisectbuild: the CI service could not be told: {error.strerror}.")
    except BisectBuildError as error:
        say(f"bisectbuild: the CI service could not be told: {error.message}")
