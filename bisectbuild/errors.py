"""Every error that bisectbuild raises on purpose, each with its exit code and its advice."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process answers, as fixed by the contract."""

    HEALTHY = 0
    BROKEN = 1
    USAGE = 2
    NO_ENGINE = 3
    UNREADABLE = 4
    INCONCLUSIVE = 5
    BAD_FILE = 6
    BUG = 70
    INTERRUPTED = 130


class BisectBuildError(Exception):
    """Something we cannot do, told so that a person can act on it.

    `message` says what happened and why usually; `hint` says what to type next.
    """

    exit_code = ExitCode.BUG

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(BisectBuildError):
    """The command line asks for something that cannot be."""

    exit_code = ExitCode.USAGE


class EngineError(BisectBuildError):
    """No usable engine: none answers, it is too old, or it went away."""

    exit_code = ExitCode.NO_ENGINE


class UnreadableError(BisectBuildError):
    """The Dockerfile or the build context cannot be read at all."""

    exit_code = ExitCode.UNREADABLE


class DockerfileError(UnreadableError):
    """The Dockerfile is refused as a whole, before any step could run.

    `file` is what the person calls the file. `line` and `line_end` are the 1-based physical
    lines at fault, `column` the 1-based column of the caret or 0 for none, `excerpt` the lines
    with the caret, ready to print. `suggestion` is the near miss, empty where there is none.
    """

    def __init__(  # noqa: PLR0913 - one value for each part of the message
        self,
        message: str,
        *,
        line: int,
        file: str = "",
        line_end: int = 0,
        column: int = 0,
        excerpt: str = "",
        suggestion: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(message, hint=hint)
        self.file = file
        self.line = line
        self.line_end = line_end or line
        self.column = column
        self.excerpt = excerpt
        self.suggestion = suggestion


class FileFormatError(BisectBuildError):
    """A configuration or report file is not what it should be, or cannot be written."""

    exit_code = ExitCode.BAD_FILE


class MissingPathError(BisectBuildError):
    """A container or a folder has no such path."""

    exit_code = ExitCode.USAGE


class PlaceError(BisectBuildError):
    """A place of a build that cannot be entered, as its state cannot be had."""

    exit_code = ExitCode.INCONCLUSIVE


class BundleError(BisectBuildError):
    """A bundle is not what it should be, is too large, or cannot be written."""

    exit_code = ExitCode.BAD_FILE
