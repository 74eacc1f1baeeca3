"""`bisectbuild report`: a saved postmortem in another format, or two of them compared."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import click

from bisectbuild import report
from bisectbuild.cli import COMMANDS
from bisectbuild.cli.options import report_paths, telling_flags
from bisectbuild.compare import compare
from bisectbuild.errors import ExitCode, FileFormatError, UsageError
from bisectbuild.postmortem import Postmortem, from_json
from bisectbuild.report import comparison
from bisectbuild.report.comparison.text import text as told_comparison
from bisectbuild.report.text import text as told
from bisectbuild.tty.paint import Paint, wants_color

_FILE_WIDTH = 100
_MOST_FILES = 2
# From a format, colours and a width to what is printed or written.
Shown: TypeAlias = Callable[[str, Paint, int], bytes]


@click.command("report", help=COMMANDS["report"], short_help=COMMANDS["report"])
@click.argument("files", nargs=-1, required=True, metavar="FILE.json [LATER.json]")
@telling_flags
def command(files: tuple[str, ...], form: str, reports: tuple[str, ...], color: str) -> int:
    """Print the record, or what changed from the first to the second; `-` is standard input."""
    if len(files) > _MOST_FILES:
        raise UsageError(
            "Only two postmortems can be compared.",
            hint="It is: bisectbuild report BEFORE.json AFTER.json",
        )
    paths = report_paths(reports)
    records = tuple(map(_read, files))
    shown = _compared(*records) if len(records) == _MOST_FILES else _single(*records)
    written = [(path, shown(report.form_of(path), Paint(on=False), _FILE_WIDTH)) for path in paths]
    sys.stdout.buffer.write(shown(form, Paint(on=wants_color(color, sys.stdout)), _width()))
    sys.stdout.flush()
    for path, data in written:
        report.save(path, data)
    return ExitCode.HEALTHY


def _single(record: Postmortem) -> Shown:
    """Give what renders one record in a format."""

    def shown(form: str, paint: Paint, width: int) -> bytes:
        if form != "text":
            return report.renderer(form)(record)
        return told(record, paint, width=width).encode(errors="replace")

    return shown


def _compared(before: Postmortem, after: Postmortem) -> Shown:
    """Give what renders the comparison of two records in a format."""
    found = compare(before, after)

    def shown(form: str, paint: Paint, width: int) -> bytes:
        if form not in comparison.RENDERERS:
            raise UsageError(
                f"A comparison has no format {form}.",
                hint=f"It has: {', '.join(comparison.RENDERERS)}",
            )
        if form != "text":
            return comparison.renderer(form)(found)
        return told_comparison(found, paint, width=width).encode(errors="replace")

    return shown


def _width() -> int:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else _FILE_WIDTH


def _read(name: str) -> Postmortem:
    """Read a record. Raises FileFormatError for a file that is none, or cannot be read."""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise FileFormatError(
            f"{name} cannot be read: {error.strerror}.",
            hint="Give a file that `bisectbuild debug --report FILE.json` wrote.",
        ) from error
    try:
        return from_json(data)
    except FileFormatError as error:
        raise FileFormatError(f"{name}: {error.message}", hint=error.hint) from error
