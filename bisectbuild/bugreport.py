"""A bug of ours, written down so that a person can send it."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from bisectbuild import __version__
from bisectbuild.errors import ExitCode
from bisectbuild.redact.text import redact
from bisectbuild.redact.values import secret_values
from bisectbuild.tty.text import one_line

_WIDTH = 200


def tell_bug(error: BaseException, argv: Sequence[str]) -> int:
    """Write a ready bug report to a file, name it on stderr, and give the exit code for bugs."""
    secrets = _secrets(argv)
    report = redact(_report(error, argv), secrets)
    said = one_line(redact(f"{type(error).__name__}: {error}", secrets), _WIDTH)
    sys.stderr.write(f"bisectbuild: a bug in bisectbuild: {said}\n")
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


def _secrets(argv: Sequence[str]) -> tuple[str, ...]:
    """Give the secret values of this run's build args, those from the environment included."""
    given: dict[str, str] = {}
    for before, word in zip(("", *argv), argv, strict=False):
        if before == "--build-arg" or word.startswith("--build-arg="):
            name, _, value = word.removeprefix("--build-arg=").partition("=")
            given[name] = value or os.environ.get(name, "")
    return secret_values(given)


def _without_values(argv: Sequence[str]) -> list[str]:
    """Drop what may be a secret: the values of build args."""
    out: list[str] = []
    hide = False
    for word in argv:
        name, equals, _value = word.partition("=")
        out.append("…" if hide else f"{name}=…" if equals else word)
        hide = word in {"--build-arg", "--secret"}
    return out
