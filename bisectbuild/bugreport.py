"""A bug of ours, written down so that a person can send it."""

from __future__ import annotations

import platform
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from bisectbuild import __version__
from bisectbuild.errors import ExitCode
from bisectbuild.redact import redact


def tell_bug(error: BaseException, argv: Sequence[str]) -> int:
    """Write a ready bug report to a file, name it on stderr, and give the exit code for bugs."""
    report = redact(_report(error, argv), ())
    sys.stderr.write(f"bisectbuild: a bug in bisectbuild: {type(error).__name__}: {error}\n")
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="bisectbuild-bug-", suffix=".md", delete=False, errors="replace"
        ) as file:
            file.write(report)
        sys.stderr.write(f"A report ready to send is in {Path(file.name)}\n")
    except OSError:
        sys.stderr.write(report)
    return ExitCode.BUG


def _report(error: BaseException, argv: Sequence[str]) -> str:
    trace = "".join(traceback.format_exception(error))
    return (
        f"# bisectbuild {__version__}: {type(error).__name__}\n\n"
        f"- Python {platform.python_version()} on {platform.platform()}\n"
        f"- command: `bisectbuild {' '.join(_without_values(argv))}`\n\n"
        f"```\n{trace}```\n"
    )


def _without_values(argv: Sequence[str]) -> list[str]:
    """Drop what may be a secret: the values of build args."""
    out: list[str] = []
    hide = False
    for word in argv:
        name, equals, _value = word.partition("=")
        out.append("…" if hide else f"{name}=…" if equals else word)
        hide = word in {"--build-arg", "--secret"}
    return out
