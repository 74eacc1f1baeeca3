"""The last words of docker's command line on a legacy build, where they stand among other lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_CLIENT = (
    r"(?:ERROR: |Error: |Error response from daemon: )?(?:Service '[^']*' failed to build ?: )?"
)
_RAN = r"The command '.*' returned a non-zero code: \d+"
# What can come while a process runs, its own or instead of it.
_RUNNING = re.compile(
    rf"{_CLIENT}(?:{_RAN}|OCI runtime create failed: |failed to create (?:shim )?task)"
    r"|Error response from daemon: ",
    re.DOTALL,
)
# Docker 1.13 to 28.5; while a process runs, it may print any of these itself.
_IDLE = re.compile(
    rf"{_RUNNING.pattern}|{_CLIENT}(?:(?:COPY|ADD) failed: |invalid reference format"
    r"|manifest for \S+ not found|manifest unknown|pull access denied for |unauthorized: |denied: "
    r"|no matching manifest for |Get \"?https?://|toomanyrequests: |No image was generated"
    r"|unable to convert uid/gid |received unexpected HTTP status|error pulling image |max depth "
    r"|(?i:dockerfile parse error )|(?i:unknown instruction: )|failed to reach build target"
    r"|failed to parse |failed to register layer|Error processing tar file|error checking context"
    r"|unable to prepare context|Cannot connect to the Docker daemon|error during connect"
    r"|image operating system |invalid from flag value |When using COPY with |no build stage in )",
    re.DOTALL,
)
_NOISE = re.compile(r"[^A-Za-z0-9]+")
_MOST_LINES, _MOST_BYTES = 1000, 256 * 1024


def is_message(line: str, *, running: bool) -> bool:
    """Tell whether a line can be the last message; `running`: a process may have printed it."""
    return (_RUNNING if running else _IDLE).match(line) is not None


@dataclass(slots=True)
class Held:
    """A possible last message, and the lines from it on."""

    message: str
    lines: list[str] = field(default_factory=list)
    _size: int = 0

    def add(self, line: str) -> bool:
        """Take one more line; False where there were enough to tell that nothing goes on."""
        self.lines.append(line)
        self._size += len(line)
        return len(self.lines) < _MOST_LINES and self._size < _MOST_BYTES

    def is_of(self, step: str) -> bool:
        """Tell whether it names the command of a step, `RUN make` for instance, or names none."""
        match = re.search(r"The command '(.*)' returned", self.message, re.DOTALL)
        _, _, command = step.partition(" ")
        return match is None or _NOISE.sub("", match[1]).endswith(_NOISE.sub("", command))
