"""Words that write something which stays: report, keep."""

from __future__ import annotations

from bisectbuild.debugger.port import Workbench
from bisectbuild.debugger.state import Out, State, Then
from bisectbuild.debugger.words.word import Arguments, Completes, Word, file_of
from bisectbuild.tty.text import visible


def _report(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    del state
    (name,) = arguments.words(1, 1)
    path = file_of(name)
    workbench.report(path)
    out(visible(f"Written: {path}"))
    return Then.STAY


def _keep(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    del state
    (name,) = arguments.words(1, 1)
    image = workbench.keep(name)
    out(visible(f"Kept as {name} ({image}); it stays when you leave."))
    return Then.STAY


REPORT = Word(
    name="report",
    usage="report FILE",
    summary="Write the record of the build into a file.",
    help="Writes the postmortem into a file, in the form of its ending (.html, .json, .md …), with"
    " what was typed in the shell. Secrets are masked.",
    handler=_report,
    completes=Completes.FILES,
)
KEEP = Word(
    name="keep",
    usage="keep NAME",
    summary="Keep the state here as an image that outlives the debugger.",
    help="Makes an image of the file system where you stand, with all that you changed in it,"
    " under a name such as broken:monday. No clean-up of ours removes it.",
    handler=_keep,
)
