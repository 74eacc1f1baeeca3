"""What the legacy builder's error message says: of which kind a failure is, and on which line."""

from __future__ import annotations

import re

from bisectbuild.builder import Failure, FailureKind, Location

_PREFIX = re.compile(
    r"(?:ERROR: |error: |Error response from daemon: |Service '[^']*' failed to build ?: )+"
)
_RETURNED = re.compile(r"returned a non-zero code: (\d{1,9})(?=$|\n|:)")
_PARSE_LINE = re.compile(r"parse error (?:on )?line (\d{1,9})(?!\d)", re.IGNORECASE)

_ENGINE = re.compile(
    r"cannot connect to the docker daemon|error during connect|is the docker daemon running"
    r"|unexpected EOF$|connection reset by peer|no space left on device|disk quota exceeded",
    re.IGNORECASE,
)
_CANCELLED = re.compile(r"context canceled$|build cancelled", re.IGNORECASE)
# Docker 1.13 to 28.5: daemon/builder/dockerfile/{builder,evaluator}.go, remotecontext/detect.go.
_FILE = re.compile(
    r"parse error|unknown instruction|cannot be empty|file with no instructions"
    r"|no build stage in current context|failed to parse dockerfile|dockerfile contains no stages"
    r"|invalid name for build stage|unknown flag: |duplicate flag",
    re.IGNORECASE,
)


def strip_prefix(message: str) -> str:
    """Take off what clients put before the daemon's message."""
    match = _PREFIX.match(message)
    return message[match.end() :] if match else message


def exit_code_of(message: str) -> int | None:
    """Give the exit code of the process that a message tells of, read from its right end."""
    codes = _RETURNED.findall(message)
    return int(codes[-1]) if codes else None


def read_failure(raw: str, *, step: str, all_done: bool, code: int | None = None) -> Failure:
    """Say why a build failed.

    `step` is the id of the step under way, "" before the first; `all_done` tells that it was the
    last one and had passed. `code` is the exit code where the daemon gives it beside the text.
    """
    message = strip_prefix(raw.strip())
    exit_code = code or exit_code_of(message)
    kind = _kind(message, step=step, all_done=all_done, exit_code=exit_code)
    return Failure(
        kind=kind,
        message=message,
        raw=raw,
        step=step if kind is FailureKind.STEP else "",
        exit_code=exit_code if kind is FailureKind.STEP else None,
        locations=() if step else _location(message),
    )


def _kind(message: str, *, step: str, all_done: bool, exit_code: int | None) -> FailureKind:
    if exit_code is None and _ENGINE.search(message):
        return FailureKind.ENGINE
    if exit_code is None and _CANCELLED.search(message):
        return FailureKind.CANCELLED
    if all_done:
        return FailureKind.EXPORT
    if step:
        return FailureKind.STEP
    return FailureKind.FILE if _FILE.search(message) else FailureKind.SETUP


def _location(message: str) -> tuple[Location, ...]:
    match = _PARSE_LINE.search(message)
    return (Location(line_start=int(match[1]), line_end=int(match[1])),) if match else ()
