"""Which files that a failure names have Windows line ends, as the build context has them."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.evidence.sources import named

# A path that a shell or an engine could not start, as they write it.
_PATH: Final = re.compile(r"[\w./+-]*/[\w.+-]+|[\w+-]+\.(?:sh|bash|py|pl|rb)\b")
_TROUBLE: Final = ("not found", "o such file", "interpreter", "not executable", "\r", "^M")
_LAST: Final = 10
_FIRST_LINE: Final = 512
_MOST: Final = 5


def windows_scripts(case: Case, context: Path) -> tuple[str, ...]:
    """Give the files, by their path in the context, that begin `#!` and end that line in CR LF."""
    lines = [line for line in case.log.lines[-_LAST:] if any(word in line for word in _TROUBLE)]
    told = "\n".join((*lines, case.message))
    names = dict.fromkeys(posixpath.basename(match[0]) for match in _PATH.finditer(told))
    found = named(context, frozenset(list(names)[:_MOST])) if names else ()
    return tuple(path for path in found if _ends_in_cr(context / path))


def _ends_in_cr(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            line = file.readline(_FIRST_LINE)
    except OSError:
        return False
    return line.startswith(b"#!") and line.endswith(b"\r\n")
