"""Removes the reports of an earlier failure, so that none is taken for one of this build.

It is done before the command runs: a job may be killed at any time, and another that shares the
folder may have written its own by the end.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from bisectbuild.cli.ci.saying import say
from bisectbuild.tty.text import visible

# By its name each file that a failure writes, and what one of ours is like in its first bytes;
# what people have merged from ours and others, or written around it, is theirs.
MARKS: Final = {
    "postmortem.json": re.compile(rb'\{\s*"schema_version": [0-9]+,\s*"tool": \{\s*"version": "'),
    "postmortem.html": re.compile(
        rb"<!doctype html>\n<html[^\n]*\n<head>\n(?:<meta [^\n]*\n)*?"
        rb'<meta name="generator" content="bisectbuild '
    ),
    "postmortem.md": re.compile(
        rb"(?s)## [^\n]+\n.*\n(?:"
        rb"<details><summary>Environment and versions</summary>\n\n(`{3,})text\nbisectbuild: "
        rb".*\n\1\n\n</details>"
        rb"|\*What is left out here stands in the report as JSON or HTML\.\*)\n\Z"
    ),
    "postmortem.sarif": re.compile(
        rb'\{\s*"\$schema": "[^"]*",\s*"version": "2\.1\.0",\s*"runs": \[\s*\{\s*'
        rb'"tool": \{\s*"driver": \{\s*"name": "bisectbuild"'
    ),
    "postmortem.xml": re.compile(rb'<\?xml [^>]*\?>\s*<testsuites name="bisectbuild"'),
    "gl-code-quality.json": re.compile(
        rb'(?s)\[\s*\{\s*"description": (?!.*"check_name": "(?!bisectbuild/))'
        rb'(?=.*?"check_name": "bisectbuild/).*\]\n\Z'
    ),
}
# These have no name in them, and are ours beside a postmortem.json that is.
BESIDE: Final = {
    "gl-code-quality.json": re.compile(rb"\[\]\n\Z"),
    "session.cast": re.compile(
        rb'\{"version": 2, "width": [0-9]+, "height": [0-9]+, "timestamp": [0-9]+\}\n'
    ),
}
_FIRST: Final = 64 * 1024
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# A pipe of that name must not hold us up.
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def drop_earlier(folder: Path) -> None:
    """Remove our own reports from a folder, and nothing else; no link is followed.

    Those that cannot be removed are told, as they are not of this build.
    """
    try:
        held = os.open(folder, _FOLDER)
    except OSError:
        return  # There is none, or it is no folder that reports go to.
    try:
        for name in tuple(_ours(held)):
            with suppress(FileNotFoundError):
                os.unlink(name, dir_fd=held)
    except OSError as error:
        say(
            visible(
                f"bisectbuild: the reports in {folder} are of an earlier failure, and cannot be"
                f" removed: {error.strerror}. Remove them, or name another folder:"
                " --report-dir DIR."
            )
        )
    finally:
        os.close(held)


def _ours(folder: int) -> Iterator[str]:
    """Name the files of an open folder that a failure has written."""
    first = {name: _first(folder, name) for name in (*MARKS, *BESIDE)}
    ours = [name for name, mark in MARKS.items() if mark.match(first[name])]
    yield from ours
    if "postmortem.json" in ours:
        yield from (name for name, mark in BESIDE.items() if mark.match(first[name]))


def _first(folder: int, name: str) -> bytes:
    """Give what a file begins with, nothing where it is none or cannot be read."""
    try:
        file = os.open(name, _FILE, dir_fd=folder)
    except OSError:
        return b""
    with os.fdopen(file, "rb") as opened:
        return opened.read(_FIRST) if stat.S_ISREG(os.fstat(file).st_mode) else b""
