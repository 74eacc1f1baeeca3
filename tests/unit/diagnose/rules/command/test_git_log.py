"""The repository that a failed git command names is told without its login."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.rules.command.git_log import repository
from bisectbuild.diagnose.signature import Signature
from bisectbuild.trace.digest import digest_lines

_FATAL = Signature(r"^fatal: .*$")


@pytest.mark.parametrize(
    ("lines", "source", "found"),
    [
        (
            ["fatal: Authentication failed for 'https://code.example/den/otter.git/'"],
            "",
            "https://code.example/den/otter.git",
        ),
        (
            ["fatal: could not read Username for 'https://code.example': no device"],
            "RUN git clone https://me:hush@code.example/den/otter.git",
            "https://code.example/den/otter.git",
        ),
        (
            ["+ git clone git@code.example:den/lynx.git", "fatal: no"],
            "",
            "git@code.example:den/lynx.git",
        ),
        (["fatal: no"], "RUN ./fetch.sh", ""),
    ],
)
def test_the_repository_is_told_from_log_or_instruction(
    lines: list[str], source: str, found: str
) -> None:
    """A host alone is completed by the instruction's only address."""
    case = Case(source=source, log=digest_lines(lines))
    hit = _FATAL.last(case.log)

    assert hit is not None
    assert repository(case, hit) == found
