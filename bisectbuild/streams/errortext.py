"""What BuildKit's final message says: which step is to blame, of which kind, on which lines."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass

from bisectbuild.builder import Failure, FailureKind, Location
from bisectbuild.streams.buildkit_tail import FinalText, read_tail

# b.2 of the forms by version; each may stand before any other.
_PREFIX = re.compile(
    r"(?:ERROR|error|Error): "
    r"|failed to build: |failed to solve: "
    r"|failed to solve with frontend \S+: "
    r"|failed to create LLB definition: |failed to build LLB: "
    r"|rpc error: code = \w+ desc = "
    r"|(?:Unknown|Internal|ResourceExhausted|Canceled|Unavailable|NotFound|DeadlineExceeded"
    r"|InvalidArgument|FailedPrecondition|PermissionDenied|Aborted): "
    r"|target [^\s:]+: "
    r"|buildx failed with: |Error response from daemon: "
    r"|Service '[^']*' failed to build ?: "
)
_PROCESS = re.compile(r'process "(?:[^"\\]|\\.)*"|executor failed running \[.*\]', re.DOTALL)
_RAN = ("did not complete successfully", "executor failed running")
# No number in a log is read that has more digits than a true one: Python refuses to at 4300.
_EXIT_CODE = re.compile(r"exit code: (\d{1,9})(?!\d)")
_PARSE_LINE = re.compile(r"parse error (?:on )?line (\d{1,9})(?!\d)", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))", re.DOTALL)
_MOST_LINES = 20
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}

_ENGINE = re.compile(
    r"cannot connect to the docker daemon|error during connect|is the docker daemon running"
    r"|is 'docker daemon' running|connection refused|connection reset by peer"
    r"|error reading from server: (?:EOF|unexpected EOF)|closing transport|transport is closing"
    r"|Unavailable: |code = Unavailable|failed to list workers|no active session for"
    r"|unexpected EOF$|no space left on device|disk quota exceeded|permission denied while trying "
    r"to connect|buildx component is missing or broken|is not a docker command"
    r"|unknown command: docker buildx|no builder \"[^\"]*\" found|docker API at \S*",
    re.IGNORECASE,
)
_DISK = re.compile(r"no space left on device|disk quota exceeded", re.IGNORECASE)
_FILE = re.compile(
    r"parse error|Dockerfile cannot be empty|file with no instructions"
    r"|no build stage in current context|dockerfile contains no stages|unterminated heredoc"
    r"|invalid name for build stage",
    re.IGNORECASE,
)
_SETUP = re.compile(
    r"failed to read dockerfile|unable to prepare context|unknown (?:shorthand )?flag"
    r"|target stage \"?\S+ could not be found|requires (?:exactly )?1 argument"
    r"|invalid argument \"|failed to reach build target|path \"[^\"]*\" not found|error from sender"
    r"|could not parse|failed to stat|is not allowed|additional privileges requested"
    r"|message larger than max",  # the whole Dockerfile: 16 MiB since BuildKit 0.11
    re.IGNORECASE,
)
_INTERNAL_KINDS = (
    ("exporting ", FailureKind.EXPORT),
    ("writing image", FailureKind.EXPORT),
    ("pushing ", FailureKind.EXPORT),
    ("sending tarball", FailureKind.EXPORT),
    ("load metadata for", FailureKind.CONVERSION),
    ("resolve image config for", FailureKind.CONVERSION),
    ("docker-image://", FailureKind.CONVERSION),
    ("load build definition", FailureKind.SETUP),
    ("load .dockerignore", FailureKind.SETUP),
    ("load build context", FailureKind.SETUP),
    ("load remote build context", FailureKind.SETUP),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedStep:
    """A step that ended in an error of its own; cancelled ones are none."""

    id: str
    name: str
    error: str


def is_cancelled(error: str) -> bool:
    """Tell whether a step's error only says that others stopped it.

    `exit code: 137: context canceled` is a victim, not a process out of memory
    (progressui in BuildKit, all versions, prints it as CANCELED).
    """
    return error.rstrip().endswith("context canceled")


def exit_code_of(error: str) -> int | None:
    """Give the exit code of the process that a step's error tells of, read from its right end."""
    if is_cancelled(error) or not any(words in error for words in _RAN):
        return None
    codes = _EXIT_CODE.findall(_PROCESS.sub("", error))
    return int(codes[-1]) if codes else None


def command_of(error: str) -> str | None:
    """Give the command line within `process "…"` as it ran, Go's quoting undone."""
    match = re.search(r'process ("(?:[^"\\]|\\.)*")', error)
    return unquote(match[1]) if match else None


def unquote(text: str) -> str:
    r"""Undo Go's %q: `\"`, `\\`, `\n`, `\x1b`, `\u00e9`, `\U0001f600`."""
    return _ESCAPE.sub(_unescape, text.removeprefix('"').removesuffix('"'))


def _unescape(match: re.Match[str]) -> str:
    number = match[1] or match[2] or match[3]
    return _character(int(number, 16)) if number else _LETTERS.get(match[4], match[4])


def _character(code: int) -> str:
    """Give a character; what is none, or half of one, Go does not print."""
    is_one = code <= sys.maxunicode and not 0xD800 <= code <= 0xDFFF  # noqa: PLR2004 - the halves
    return chr(code) if is_one else "\N{REPLACEMENT CHARACTER}"


def strip_prefixes(text: str) -> str:
    """Take off every prefix that clients and transports put before a message."""
    while match := _PREFIX.match(text):
        text = text[match.end() :]
    return text


def read_failure(tail: str, exit_code: int, failed: tuple[FailedStep, ...]) -> Failure:
    """Say why a build failed, from what was printed outside any step and the failed steps."""
    final = read_tail(tail)
    message = strip_prefixes(final.message) or _only_error(failed) or _silence(exit_code)
    step = _to_blame(message, failed)
    message, rest = _own_lines(message, step)
    return Failure(
        kind=_kind(final, message, step, exit_code),
        message=message,
        raw=final.message.removesuffix(rest),
        step=step.id if step else "",
        exit_code=exit_code_of(message),
        locations=final.locations or _parse_location(message),
    )


def _own_lines(message: str, step: FailedStep | None) -> tuple[str, str]:
    """Split off lines that follow a message in a saved log: they are another program's."""
    error = strip_prefixes(step.error) if step else ""
    at = message.find(error) + len(error) if error else 0
    end = message.find("\n", at) if error and at >= len(error) else -1
    lines = message.split("\n")
    if end < 0 and len(lines) > _MOST_LINES:
        end = len("\n".join(lines[:_MOST_LINES]))
    return (message, "") if end < 0 else (message[:end], message[end:])


def _only_error(failed: tuple[FailedStep, ...]) -> str:
    return failed[0].error if failed else ""


def _silence(exit_code: int) -> str:
    return f"the builder's command ended with exit code {exit_code} and said no more"


def _to_blame(message: str, failed: tuple[FailedStep, ...]) -> FailedStep | None:
    """Find the step whose error ends the message; of several, the one that says most."""
    ends = [step for step in failed if step.error and message.endswith(strip_prefixes(step.error))]
    if ends:
        return max(ends, key=lambda step: len(step.error))
    within = [step for step in failed if step.error and strip_prefixes(step.error) in message]
    if within:
        return max(within, key=lambda step: len(step.error))
    return failed[0] if len(failed) == 1 and not is_cancelled(message) else None


def _kind(final: FinalText, message: str, step: FailedStep | None, exit_code: int) -> FailureKind:
    told = _PROCESS.sub("", final.message or message)
    # A registry that refuses the connection is the base image's trouble, not the engine's.
    engine = _ENGINE if step is None else _DISK
    if engine.search(told) and exit_code_of(message) is None:
        return FailureKind.ENGINE
    if is_cancelled(message):
        return FailureKind.CANCELLED
    if step is not None:
        return _kind_of_step(step)
    return _kind_without_step(final, told, exit_code)


def _kind_of_step(step: FailedStep) -> FailureKind:
    for words, kind in _INTERNAL_KINDS:
        if words in step.name and not re.search(r"\d+/\d+\] ", step.name):
            return kind
    return FailureKind.STEP


def _kind_without_step(final: FinalText, told: str, exit_code: int) -> FailureKind:
    if _FILE.search(told):
        return FailureKind.FILE
    if _SETUP.search(told):
        return FailureKind.SETUP
    if any(words in final.message for words in _RAN):
        return FailureKind.STEP
    if "failed to solve" in final.message or final.locations:
        return FailureKind.CONVERSION
    return FailureKind.CANCELLED if exit_code in {130, 143} else FailureKind.SETUP


def _parse_location(message: str) -> tuple[Location, ...]:
    match = _PARSE_LINE.search(message)
    return (Location(line_start=int(match[1]), line_end=int(match[1])),) if match else ()
